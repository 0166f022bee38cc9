//! 图表: pictures of the change, drawn with plotters onto our own display list.
