import { configurationPage, metricsPage } from '@connector/shared';
import { deploymentOptionsPage } from '../packages/infra/src/options/reference-page.ts';
import { documentFieldsPage } from '../packages/worker/src/documents/reference-page.ts';
import { scalingPage } from '../packages/worker/src/estimate/index.ts';

/** The reference pages that are generated from code, by their paths. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'docs/explanation/scaling.md': scalingPage,
  'docs/reference/configuration.md': configurationPage,
  'docs/reference/deployment-options.md': deploymentOptionsPage,
  'docs/reference/document-fields.md': documentFieldsPage,
  'docs/reference/metrics.md': metricsPage,
};
