"""Pictures as a browser shows them: the reader's oracle."""

import numpy as np
import pytest
from picture_files import READ, url
from playwright.sync_api import Browser

from playground.engine.pictures import read_photo

SHOWN = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return [canvas.height, canvas.width, Array.from(data)];
}"""


@pytest.mark.parametrize("name", READ)
def test_the_reader_sees_what_a_browser_shows(browser: Browser, name: str) -> None:
    source = url(READ[name][0])
    page = browser.new_page()
    height, width, data = page.evaluate(SHOWN, source)
    page.close()
    shown = np.reshape(data, (height, width, 4))[..., :3]
    read = read_photo(source)
    assert read.shape == shown.shape
    assert np.abs(read - shown).max() <= 3
