"""Addresses of classified guidance, pairs, demonstration sites and visits."""

from django.urls import path

from brands.views import guidance, pairing, site

urlpatterns = [
    path("guidance/", guidance.guidance_list, name="guidance_list"),
    path("guidance/print/", guidance.guidance_print, name="guidance_print"),
    path("guidance/<int:pk>/", guidance.guidance_detail, name="guidance_detail"),
    path("guidance/<int:pk>/judge/", guidance.guidance_judge, name="guidance_judge"),
    path("guidance/<int:pk>/judge/end/", guidance.guidance_judge_end, name="guidance_judge_end"),
    path("programs/<int:pk>/guidance/", guidance.guidance_rules, name="guidance_rules"),
    path("pairings/", pairing.pairing_list, name="pairing_list"),
    path("pairings/suggestions/", pairing.pairing_suggest, name="pairing_suggest"),
    path("pairings/new/<int:pk>/", pairing.pairing_create, name="pairing_create"),
    path("pairings/<int:pk>/", pairing.pairing_detail, name="pairing_detail"),
    path("pairings/<int:pk>/activities/", pairing.pairing_link, name="pairing_link"),
    path("pairings/<int:pk>/steps/<slug:step>/", pairing.pairing_step, name="pairing_step"),
    path("sites/", site.site_list, name="site_list"),
    path("sites/candidates/", site.site_candidates, name="site_candidates"),
    path("sites/new/<int:pk>/", site.site_create, name="site_create"),
    path("sites/<int:pk>/", site.site_detail, name="site_detail"),
    path("sites/<int:pk>/edit/", site.site_edit, name="site_edit"),
    path("sites/<int:pk>/steps/<slug:step>/", site.site_step, name="site_step"),
    path("sites/<int:pk>/visits/new/", site.visit_create, name="visit_create"),
    path("visits/<int:pk>/", site.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/steps/<slug:step>/", site.visit_step, name="visit_step"),
]
