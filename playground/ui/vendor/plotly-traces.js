// The traces that pages draw, over plotly.js's core, which has scatter.
const Plotly = require("plotly.js/lib/core");
Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/heatmap"),
  require("plotly.js/lib/contour"),
]);
module.exports = Plotly;
