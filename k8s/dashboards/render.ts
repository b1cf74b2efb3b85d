import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphGradientMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  SortOrder,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  MappingType,
  type Panel as GrafanaPanel,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { influxqlOf, variableInfluxql } from './influxql.ts';
import { type Board, leastStepMinutes, type Panel, type Shown, type Variable } from './shown.ts';

const datasource = { type: 'influxdb', uid: '${datasource}' };

/* eslint-disable @typescript-eslint/no-deprecated -- The newer kind cannot be provisioned from files, nor read by older Grafanas. */

/** A dashboard as Grafana loads it. */
export function render(board: Board): Dashboard {
  const dashboard = new DashboardBuilder(`heapline / ${board.title}`)
    .uid(board.uid)
    .description(board.description)
    .tags(['heapline'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('1m')
    .time({ from: 'now-3h', to: 'now' })
    .link(
      new DashboardLinkBuilder('heapline')
        .type(DashboardLinkType.Dashboards)
        .tags(['heapline'])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('influxdb'))
    .withVariable(variableOf('cluster').includeAll(false));
  for (const variable of board.variables)
    dashboard.withVariable(variableOf(variable).multi(true).includeAll(true).allValue('.*'));
  for (const { title, panels } of board.rows) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) dashboard.withPanel(panelOf(panel));
  }
  return dashboard.build();
}

function variableOf(name: Variable | 'cluster'): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`)
    .datasource(datasource)
    .query(variableInfluxql(name))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

function panelOf(panel: Panel): Builder<GrafanaPanel> {
  const { title, kind, unit, description, limits, most, width } = panel;
  const builder = builders[kind]()
    .title(title)
    .datasource(datasource)
    .unit(unit)
    .height(kind === 'number' ? 4 : 8)
    .span(width ?? (kind === 'number' ? 4 : 12))
    .interval(`${Math.max(...panel.shown.map(leastStepMinutes))}m`)
    .thresholds(
      new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
        { value: null, color: 'green' },
        ...(limits
          ? [
              { value: limits[0], color: 'orange' },
              { value: limits[1], color: 'red' },
            ]
          : []),
      ]),
    )
    .mappings([{ type: MappingType.ValueToText, options: wordsOf(panel) }])
    .targets(panel.shown.map(targetOf));
  if (description !== undefined) builder.description(description);
  if (kind !== 'table') builder.min(0);
  if (most !== undefined) builder.max(most);
  return builder;
}

const builders = {
  lines: () => lines().fillOpacity(0),
  stack: () => lines().fillOpacity(30).stacking(new StackingConfigBuilder().mode(StackingMode.Normal)),
  number: () =>
    new StatBuilder()
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
      .graphMode(BigValueGraphMode.Area)
      .colorMode(BigValueColorMode.Value),
  table: () => new TableBuilder(),
};

function lines(): TimeseriesBuilder {
  return new TimeseriesBuilder()
    .lineWidth(1)
    .gradientMode(GraphGradientMode.None)
    .spanNulls(180_000)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['mean', 'max', 'lastNotNull']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

function wordsOf({ words = {} }: Panel): Record<string, { text: string }> {
  return Object.fromEntries(Object.entries(words).map(([value, text]) => [value, { text }]));
}

function targetOf(shown: Shown, index: number): Builder<Dataquery> {
  const target = {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource,
    query: influxqlOf(shown),
    rawQuery: true,
    resultFormat: shown.isNewest ? 'table' : 'time_series',
    alias: shown.isNewest ? '' : shown.legend,
    _implementsDataqueryVariant: () => undefined,
  };
  return { build: () => target };
}
