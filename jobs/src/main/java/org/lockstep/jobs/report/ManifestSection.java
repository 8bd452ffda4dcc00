package org.lockstep.jobs.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lockstep.NumberFormats;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.listener.chart.Markup;
import org.lockstep.listener.chart.Scroll;
import org.lockstep.model.Manifest;
import org.lockstep.network.Topology;
import org.lockstep.training.checkpoint.SettingsMap;

/** The manifest of the model, without the numbers of the scaling. */
final class ManifestSection {
  private static final int MOST_LISTED = 12;

  private ManifestSection() {}

  static void write(Markup html, ReportedRun run, String prefix, int level) {
    Section.open(html, prefix + "manifest", "Manifest", level);
    if (run.manifest().isEmpty()) {
      Section.absent(html, "The model and its manifest are written when the run is finished.");
      Section.close(html);
      return;
    }
    Manifest model = run.manifest().get();
    Scroll.open(html, "Manifest");
    html.open("table", "class", "manifest");
    group(html, "Model", model(model));
    group(html, "Training", flat(SettingsMap.settings(model.provenance().training())));
    group(html, "Result", flat(SettingsMap.results(model.provenance().training())));
    group(html, "Data", flat(model.provenance().data()));
    Map<String, String> machine = flat(model.provenance().versions());
    machine.put("processor", model.provenance().processor());
    machine.put("BLAS", model.provenance().blas());
    group(html, "Versions and machine", machine);
    html.close();
    Scroll.close(html);
    Section.close(html);
  }

  private static Map<String, String> model(Manifest model) {
    Topology topology = model.network();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("digest", model.digest());
    rows.put("layers", topology.layers(" → "));
    rows.put("parameters", NumberFormats.count(topology.parameterCount()));
    rows.put("loss", topology.loss().settingsName());
    rows.put("dropout", NumberFormats.value(topology.dropout()));
    rows.put("layer-norm", String.valueOf(topology.layerNorm()));
    if (topology.parametricActivation()) {
      rows.put("parametric-activation", "true");
    }
    rows.put(
        "features",
        plain(model.encoding().features().stream().map(ManifestSection::feature).toList()));
    rows.put("label", plain(model.encoding().target().columns()));
    return rows;
  }

  /** Such as {@code 64 → 128 relu → 10 softmax}. */
  private static String feature(FeatureColumn column) {
    return column.inputs() == 1
        ? column.name()
        : "%s (%s, %s inputs)"
            .formatted(column.name(), column.type(), NumberFormats.count(column.inputs()));
  }

  private static void group(Markup html, String title, Map<String, String> rows) {
    html.open("tbody");
    html.open("tr", "class", "group");
    html.element("th", title, "scope", "rowgroup", "colspan", "2");
    html.close();
    rows.forEach(
        (name, value) -> {
          html.open("tr");
          html.open("th", "scope", "row");
          html.name(name);
          html.close();
          html.element("td", SettingsSection.shown(name, value));
          html.close();
        });
    html.close();
  }

  /** Flattens nested maps; nested names are joined by dots. */
  private static Map<String, String> flat(Map<?, ?> map) {
    Map<String, String> flat = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            flat(inner).forEach((rest, v) -> flat.put(name + "." + rest, v));
          } else {
            flat.put(String.valueOf(name), plain(value));
          }
        });
    return flat;
  }

  private static String plain(Object value) {
    if (!(value instanceof List<?> list)) {
      return String.valueOf(value);
    }
    String listed =
        list.stream().limit(MOST_LISTED).map(String::valueOf).collect(Collectors.joining(", "));
    return list.size() <= MOST_LISTED
        ? listed
        : "%s, … (%s in all)".formatted(listed, NumberFormats.count(list.size()));
  }
}
