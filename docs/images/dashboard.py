#!/usr/bin/env python3
"""Draws helm/loopworker/files/dashboard.json without Grafana: sends the queries of its panels to Prometheus, and puts their answers where the
dashboard has the panels. Needs matplotlib (Debian: python3-matplotlib)."""

import argparse
import json
import math
import re
import urllib.parse
import urllib.request
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, MaxNLocator

DASHBOARD = Path(__file__).resolve().parents[2] / "helm/loopworker/files/dashboard.json"
DPI = 100
COLUMN, ROW, GAP = 60, 32, 6  # pixels of a cell of the grid, and between panels
CANVAS, PANEL, TEXT, FAINT, LINE = "#111217", "#181b1f", "#d5d6d9", "#8e9096", "#2c2f36"
COLORS = ["#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#f2495c", "#b877d9", "#8ab8ff", "#96d98d", "#ffcb7d", "#ca95e5"]
NAMED = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--prometheus", default="http://localhost:9090", help="where Prometheus answers")
    arguments.add_argument("--start", type=float, required=True, help="the first moment shown, in Unix seconds")
    arguments.add_argument("--end", type=float, required=True, help="the last one")
    arguments.add_argument("--rate-interval", default="20s", help="stands for Grafana's $__rate_interval: four scrapes or more")
    arguments.add_argument("output", help="the PNG to write")
    options = arguments.parse_args()

    panels = json.loads(DASHBOARD.read_text())["panels"]
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels) * ROW
    width = 24 * COLUMN
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=CANVAS)
    plt.rcParams.update({"font.size": 7.5, "text.color": TEXT, "font.family": "DejaVu Sans"})
    for panel in panels:
        draw(figure, panel, Source(options), width, height)
    figure.savefig(options.output, facecolor=CANVAS)
    shrink(options.output)


class Source:
    """Prometheus, asked for the time that is shown."""

    def __init__(self, options):
        self.url, self.start, self.end = options.prometheus, options.start, options.end
        self.step = max(1, round((self.end - self.start) / 240))
        self.rate_interval = options.rate_interval

    def series(self, target):
        """The series of a query: their legends and points."""
        result = self._ask("query_range", query=self._filled(target), start=self.start, end=self.end, step=self.step)
        return [
            (legend(target, series["metric"]), [(float(at) - self.start, float(value)) for at, value in series["values"]])
            for series in result
        ]

    def value(self, target):
        """The only value of a query at the end; None if there is none."""
        result = self._ask("query", query=self._filled(target), time=self.end)
        return float(result[0]["value"][1]) if result else None

    def _filled(self, target):
        text = target["expr"].replace("$__rate_interval", self.rate_interval)
        text = text.replace("$__range", f"{round(self.end - self.start)}s")
        return re.sub(r"\$(namespace|job|instance|queue)", ".*", text)

    def _ask(self, path, **parameters):
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}") as answer:
            return json.load(answer)["data"]["result"]


def legend(target, labels):
    return re.sub(r"\{\{(\w+)\}\}", lambda match: labels.get(match[1], ""), target["legendFormat"]).strip() or "value"


def draw(figure, panel, source, width, height):
    at = panel["gridPos"]
    left, top = at["x"] * COLUMN + GAP / 2, at["y"] * ROW + GAP / 2
    right, bottom = (at["x"] + at["w"]) * COLUMN - GAP / 2, (at["y"] + at["h"]) * ROW - GAP / 2
    if panel["type"] == "row":
        figure.text((left + 4) / width, 1 - (top + bottom) / 2 / height, panel["title"], size=9.5, weight="bold", va="center")
        return
    box = figure.add_axes([left / width, 1 - bottom / height, (right - left) / width, (bottom - top) / height])
    box.set(xticks=[], yticks=[], facecolor=PANEL)
    for edge in box.spines.values():
        edge.set_color(LINE)
    figure.text((left + 10) / width, 1 - (top + 9) / height, panel["title"], size=8.5, weight="bold", va="top")
    if panel["type"] == "stat":
        draw_stat(box, panel, source)
    else:
        plot = figure.add_axes(
            [(left + 46) / width, 1 - (bottom - 54) / height, (right - left - 60) / width, (bottom - top - 88) / height]
        )
        draw_graph(plot, panel, source, (right - left - 60))


def draw_stat(box, panel, source):
    defaults = panel["fieldConfig"]["defaults"]
    value = source.value(panel["targets"][0])
    missing = value is None or math.isnan(value)
    steps = [step for step in defaults["thresholds"]["steps"] if step["value"] is None or (not missing and value >= step["value"])]
    text = defaults.get("noValue", "–") if missing else written(value, defaults)
    box.text(0.5, 0.42, text, transform=box.transAxes, size=22, ha="center", va="center", color=NAMED[steps[-1]["color"]])


def draw_graph(plot, panel, source, pixels):
    defaults = panel["fieldConfig"]["defaults"]
    plot.set_facecolor(PANEL)
    series = [
        (name, points)
        for target in panel["targets"]
        for name, points in source.series(target)
        if any(not math.isnan(value) for _, value in points)
    ]
    if not series:
        plot.axis("off")
        plot.text(0.5, 0.4, defaults.get("noValue", "No data"), transform=plot.transAxes, ha="center", color=FAINT, size=9)
        return
    stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    (stack if stacked else lines)(plot, series, source)
    plot.set_xlim(0, source.end - source.start)
    plot.set_ylim(bottom=defaults.get("min"), top=defaults.get("max") or max(plot.get_ylim()[1], 1e-9))
    plot.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 3, 6, 10]))
    plot.xaxis.set_major_formatter(FuncFormatter(lambda second, _: f"{second / 60:.0f} min" if second % 60 == 0 else ""))
    plot.set_xticks([second for second in range(0, int(source.end - source.start) + 1, 120)])
    plot.yaxis.set_major_locator(MaxNLocator(4))
    plot.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value, defaults)))
    plot.tick_params(colors=FAINT, length=0, labelsize=7)
    plot.grid(color=LINE, linewidth=0.6)
    for edge in plot.spines.values():
        edge.set_visible(False)
    names = [name if len(name) < 46 else name[:44] + "…" for name, _ in series]
    columns = max(1, min(len(names), int(pixels / (22 + 5.6 * max(map(len, names))))))
    plot.legend(
        [plt.Line2D([], [], color=color_of(index), linewidth=2.5) for index in range(len(names))][: 2 * columns],
        names[: 2 * columns],
        loc="upper left", bbox_to_anchor=(-0.03, -0.13), ncol=columns, frameon=False, fontsize=7,
        labelcolor=TEXT, handlelength=1.1, columnspacing=1.2, handletextpad=0.5, borderaxespad=0, labelspacing=0.35,
    )  # fmt: skip


def lines(plot, series, source):
    for index, (_, points) in enumerate(series):
        # A point that is missing interrupts the line.
        whole = [(at, value) for at, value in points]
        broken = [
            point
            for before, here in zip([None, *whole], whole)
            for point in ([(here[0], math.nan), here] if before and here[0] - before[0] > 1.5 * source.step else [here])
        ]
        plot.plot(*zip(*broken), color=color_of(index), linewidth=1.2)


def stack(plot, series, source):
    moments = sorted({at for _, points in series for at, _ in points})
    below = [0.0] * len(moments)
    for index, (_, points) in enumerate(series):
        values = dict(points)
        above = [base + (0 if math.isnan(values.get(at, 0)) else values.get(at, 0)) for base, at in zip(below, moments)]
        plot.fill_between(moments, below, above, color=color_of(index), alpha=0.3, linewidth=0)
        plot.plot(moments, above, color=color_of(index), linewidth=1)
        below = above


def color_of(index):
    return COLORS[index % len(COLORS)]


def written(value, defaults):
    """A value with its unit, as Grafana writes it."""
    unit = defaults["unit"]
    if unit == "percentunit":
        return f"{round(value * 100, defaults.get('decimals', 1)):g} %"
    if unit == "bytes":
        return f"{value / 2**20:.0f} MiB"
    if unit == "s" and 0 < abs(value) < 1:
        return f"{value * 1000:.3g} ms"
    if unit == "s" and abs(value) >= 60:
        return f"{value / 60:.3g} min"
    text = f"{round(value, defaults['decimals']):g}" if "decimals" in defaults else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
    return text + {"s": " s", "ops": " /s"}.get(unit, "")


def shrink(path):
    """256 colours are enough for it."""
    from PIL import Image

    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


main()
