"""The tabs, in the order of the page. `ui/tab.py` shows what a tab is made of."""

from importlib import import_module

from playground.ui.tab import Tab

#: Of each subject's folder the modules of its pages, each of which holds a `TAB`.
PAGES = {
    "latent": "path plane prior traversals four_corners arithmetic reparameterisation midpoints",
    "diffusion": "forward reverse race measure guidance latent branch redraw inpaint flow_2d"
    " exact_denoiser",
    "attention": "translation dates by_hand all_heads gpt word_order induction images deletion"
    " ablation",
    "adversarial": "one_image two_dimensions robustness loss_slice gradient_masking imagenet",
    "truncation": "truncation compare generators metric_checks sample_selection balls supports"
    " modes",
}

TABS: tuple[Tab, ...] = tuple(
    import_module(f"{__name__}.{subject}.{page}").TAB
    for subject, pages in PAGES.items()
    for page in pages.split()
)
