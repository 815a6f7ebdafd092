import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

// As the badges of lists: the web client's own colors go by order, and would paint what is unknown green.
const COLORS = {
    accepted: "#28a745",
    failed: "#d9534f",
    unknown: "#f0ad4e",
    queued: "#5bc0de",
    sending: "#2f7fa8",
    cancelled: "#adb5bd",
};

/** A graph in which each state has the color of what it means. */
export class StateGraphRenderer extends GraphRenderer {
    stateColor(dataset) {
        for (const identifier of dataset.identifiers || []) {
            const state = JSON.parse(identifier).find((value) => "state" in value);
            return state && COLORS[state.state];
        }
    }

    paint(data) {
        for (const dataset of data.datasets) {
            const color = this.stateColor(dataset);
            if (color) {
                dataset.backgroundColor = dataset.borderColor = color;
            }
        }
        return data;
    }

    getBarChartData() {
        const { groupBy } = this.model.metaData;
        const data = super.getBarChartData();
        return groupBy.length > 1 ? this.paint(data) : data;
    }
}

registry.category("views").add("wiserv_graph", { ...graphView, Renderer: StateGraphRenderer });
