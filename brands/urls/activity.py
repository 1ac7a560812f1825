"""Addresses of activities, commitments, carriers and good deeds."""

from django.urls import path

from brands.views import carrier, commitment, deed
from brands.views.activity import lists, rows, single

urlpatterns = [
    path("activities/", lists.activity_list, name="activity_list"),
    path("activities/calendar/", lists.activity_calendar, name="activity_calendar"),
    path("activities/counts/", lists.activity_counts, name="activity_counts"),
    path("activities/export/", lists.activity_export, name="activity_export"),
    path("activities/new/", single.activity_create, name="activity_create"),
    path("activities/paste/", rows.activity_paste, name="activity_paste"),
    path("activities/copy/", rows.activity_copy, name="activity_copy"),
    path("activities/rows/", rows.activity_rows, name="activity_rows"),
    path("activities/<int:pk>/", single.activity_detail, name="activity_detail"),
    path("activities/<int:pk>/edit/", single.activity_edit, name="activity_edit"),
    path("activities/<int:pk>/void/", single.activity_void, name="activity_void"),
    path("activities/<int:pk>/evidence/<int:evidence>/", single.activity_evidence, name="activity_evidence"),
    path("commitments/", commitment.commitment_list, name="commitment_list"),
    path("commitments/new/", commitment.commitment_create, name="commitment_create"),
    path("commitments/<int:pk>/", commitment.commitment_detail, name="commitment_detail"),
    path("commitments/<int:pk>/steps/<slug:step>/", commitment.commitment_step, name="commitment_step"),
    path("brands/<int:pk>/carriers/", carrier.carrier_list, name="carrier_list"),
    path("carriers/<int:pk>/", carrier.carrier_detail, name="carrier_detail"),
    path("carriers/members/<int:pk>/end/", carrier.carrier_member_end, name="carrier_member_end"),
    path("deeds/", deed.deed_list, name="deed_list"),
    path("deeds/new/", deed.deed_create, name="deed_create"),
    path("deeds/<int:pk>/", deed.deed_detail, name="deed_detail"),
    path("deeds/<int:pk>/edit/", deed.deed_edit, name="deed_edit"),
    path("deeds/<int:pk>/consent/", deed.deed_consent, name="deed_consent"),
    path("deeds/<int:pk>/steps/<slug:step>/", deed.deed_step, name="deed_step"),
]
