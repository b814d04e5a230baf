"""Of each data set, what its classes are called, by label."""

from playground import data

CLASSES = {
    dataset: {str(label): name for label, name in enumerate(names)}
    for dataset, names in data.CLASSES.items()
}


def class_names(dataset: str) -> tuple[str, ...]:
    """What each class is called, by label."""
    return data.CLASSES[dataset]
