import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  type IWidget,
  LegendPosition,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { fullWidth, graphHeight, headingHeight, thirdWidth } from './sizes.ts';
import { graphPeriod } from './worker-metrics.ts';

/** What a graph shows. */
export interface Graph {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
  readonly width?: number;
  /** Drawn across: where an alarm begins, or what is paid for. */
  readonly lines?: readonly HorizontalAnnotation[];
  readonly unit?: string;
}

export function graph({ title, left, right = [], width = thirdWidth, lines = [], unit }: Graph): IWidget {
  return new GraphWidget({
    title,
    width,
    height: graphHeight,
    left: [...left],
    right: [...right],
    leftAnnotations: [...lines],
    leftYAxis: { min: 0, showUnits: false, ...(unit === undefined ? {} : { label: unit }) },
    legendPosition: LegendPosition.BOTTOM,
    period: graphPeriod,
  });
}

/** A question, and below it the answer. */
export function heading(question: string, hint: string): IWidget {
  return new TextWidget({ markdown: `**${question}** ${hint}`, width: fullWidth, height: headingHeight });
}
