"""Who reads the data, by the review and by the rules of Google's conditions and Azure's scopes."""

import pytest
from evaluator import matches
from scopes import ACCOUNT, MUTATIONS, azure_readers, google_readers

NAMES = {platform: ["the pilot", *mutations] for platform, mutations in MUTATIONS.items()}


def page(review, thing, key, action):
    """Who reads one key of a thing, by the rows of the review."""
    rows = [row for row in review["access"] if row["thing"] == thing and row["verb"] == "read" and "through" not in row]
    return {row["who"] for row in rows if action in row["actions"] and (not row["parts"] or any(matches(part, key) for part in row["parts"]))}


@pytest.mark.parametrize("name", NAMES["google"])
@pytest.mark.parametrize("key", ["data/a", "data/a/b", "artifacts/a", "evaluation/a", "capture/a", "artifacts", "dat"])
def test_google(name, key, scoped):
    stack, review = scoped["google", name]
    readers = google_readers(stack, key)
    assert page(review, "google_storage_bucket.data-bucket", key, "storage.objects.get") == readers
    assert key in ("dat", "artifacts") or readers


@pytest.mark.parametrize("name", NAMES["azure"])
@pytest.mark.parametrize("container", ["data", "artifacts", "evaluation", "exports", "another"])
def test_azure(name, container, scoped):
    stack, review = scoped["azure", name]
    operation = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
    assert page(review, ACCOUNT, f"{container}/x", operation) == azure_readers(stack, container)
