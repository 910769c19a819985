/** Columns of a dashboard. CloudWatch user guide: dashboard body structure. */
export const fullWidth = 24;
export const halfWidth = fullWidth / 2;
export const thirdWidth = fullWidth / 3;
export const quarterWidth = fullWidth / 4;
/** Rows of a graph, of a table and of a heading. */
export const graphHeight = 6;
export const tableHeight = 7;
export const headingHeight = 1;
