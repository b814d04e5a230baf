"""The page on ImageNet's networks in French."""

NOTHING = (
    "{network}: {why} Nothing was measured; the photograph is shown as the network would get it."
)
