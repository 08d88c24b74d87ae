"""Where peer advisers look at the questions, rate them and comment: /workshop.

signing   the invitation link, the cookie, signing out
routes    the list, an item, the results, the coverage
preview   an item as women see it: their own template, their own style, out of action
views     what the list and the item page show
tables    what the results and the coverage page show
page      the layout, the style and the headers of all of them
"""

from prem.web.workshop.routes import router

__all__ = ["router"]
