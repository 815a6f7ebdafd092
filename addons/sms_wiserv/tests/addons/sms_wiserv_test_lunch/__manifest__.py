# Part of sms_wiserv. License LGPL-3.0 or later (see LICENSE).
{
    "name": "A Door of a Few Lines, for Tests",
    "summary": "Who ordered lunch is told by SMS that it is here: the example of the door's documentation",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "sms_wiserv contributors",
    "license": "LGPL-3",
    "depends": ["lunch", "sms_wiserv"],
}
