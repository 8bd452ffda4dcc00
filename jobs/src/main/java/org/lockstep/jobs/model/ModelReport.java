package org.lockstep.jobs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lockstep.NumberFormats;
import org.lockstep.Quoted;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.SparseColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.curve.InputCurves;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.console.TextTable;
import org.lockstep.model.CrossValidation;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.LayerNames;
import org.lockstep.network.Topology;
import org.lockstep.training.checkpoint.SettingsMap;

/**
 * Formats the description of a model as text and as JSON.
 *
 * @param path of the folder
 * @param validation the metrics on the validation examples; null if there were none
 * @param test the metrics on the examples to test on; null if there were none
 * @param fileSizes in bytes, by name
 */
record ModelReport(
    String path,
    Model model,
    @Nullable Metrics validation,
    @Nullable Metrics test,
    SortedMap<String, Long> fileSizes) {
  /** The text lists at most this many features and labels; the JSON has all. */
  private static final int MOST_PRINTED = 20;

  /** The description as JSON. */
  Map<String, @Nullable Object> figures() {
    Provenance provenance = model.provenance();
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("model", path);
    figures.put("digest", model.digest());
    figures.put("network", network());
    figures.put("features", EncodingReport.features(model.encoding()));
    figures.put("target", EncodingReport.target(model.encoding().target()));
    figures.put("validation", validation == null ? null : figures(validation));
    if (test != null) {
      figures.put("test", figures(test));
    }
    figures.put("training", provenance.training());
    figures.put("data", provenance.data());
    figures.put("versions", provenance.versions());
    figures.put("processor", provenance.processor());
    figures.put("blas", provenance.blas());
    figures.put("file-bytes", fileSizes);
    return figures;
  }

  private Map<String, @Nullable Object> network() {
    Topology topology = model.topology();
    List<Map<String, Object>> layers = new ArrayList<>();
    for (int l = 0; l < topology.layerCount(); l++) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("inputs", topology.inputs(l));
      layer.put("units", topology.outputs(l));
      layer.put("activation", topology.activations().get(l).settingsName());
      layer.put("parameters", parameterCount(l));
      layers.add(layer);
    }
    Map<String, @Nullable Object> network = new LinkedHashMap<>();
    network.put("parameters", topology.parameterCount());
    network.put("loss", new ObjectMapper().<JsonNode>valueToTree(topology.loss())); // and its type
    network.put("dropout", topology.dropout());
    network.put("layer-norm", topology.layerNorm());
    network.put("parametric-activation", topology.parametricActivation());
    if (!topology.input().isNone()) {
      network.put("input", new ObjectMapper().<JsonNode>valueToTree(topology.input()));
    }
    network.put("layers", layers);
    return network;
  }

  private int parameterCount(int layer) {
    return model.topology().weightsOffset(layer + 1) - model.topology().weightsOffset(layer);
  }

  private static Map<String, @Nullable Object> figures(Metrics metrics) {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("examples", metrics.examples());
    figures.putAll(Report.figures(metrics));
    return figures;
  }

  /** Prints the description, with the first twenty features and labels. */
  void print(PrintWriter out) {
    Topology topology = model.topology();
    TextTable facts = new TextTable().words("").words("");
    facts.add(List.of("model", path));
    facts.add(List.of("digest", model.digest()));
    facts.add(List.of("parameters", count(topology.parameterCount())));
    if (validation != null) {
      facts.add(List.of("validation", Report.line(figures(validation))));
    }
    if (test != null) {
      facts.add(List.of("test", Report.line(figures(test))));
    }
    CrossValidation.of(model.provenance())
        .ifPresent(
            folds -> facts.add(List.of("cross-validation", CrossValidationReport.line(folds))));
    facts.print(out);
    out.println();
    printLayers(out);
    out.println();
    printColumns(out);
    out.println();
    printOrigin(out);
  }

  private void printLayers(PrintWriter out) {
    Topology topology = model.topology();
    TextTable table = new TextTable().numbers("layer").numbers("inputs").numbers("units");
    table.words("activation").numbers("parameters");
    if (topology.weightsOffset(0) > 0) {
      table.add(
          List.of(
              "input",
              count(topology.inputWidth()),
              count(topology.inputs(0)),
              "",
              count(topology.weightsOffset(0))));
    }
    for (int l = 0; l < topology.layerCount(); l++) {
      table.add(
          List.of(
              String.valueOf(LayerNames.number(l)),
              count(topology.inputs(l)),
              count(topology.outputs(l)),
              topology.activations().get(l).settingsName(),
              count(parameterCount(l))));
    }
    table.print(out);
  }

  /** What becomes of the columns of the data. */
  private void printColumns(PrintWriter out) {
    Encoding encoding = model.encoding();
    TextTable features = new TextTable().words("feature").words("type").numbers("inputs");
    features.words("encoding").words("missing").words("unseen").words("scaling");
    int from = 0;
    for (FeatureColumn column : head(encoding.features())) {
      features.add(
          List.of(
              column.name(),
              column.type(),
              count(column.inputs()),
              treatment(column),
              column.missing().settingsName(),
              column instanceof FeatureColumn.OfLevels words ? words.unseen().settingsName() : "-",
              scaling(encoding, from, from + column.scaledInputs())));
      from += column.inputs();
    }
    features.print(out);
    printRest(encoding.features().size(), out);
    out.println();
    if (encoding.target() instanceof TargetEncoding.Classes classes) {
      printLabels(classes, out);
    } else if (encoding.target() instanceof TargetEncoding.Numbers numbers) {
      printTargets(numbers, out);
    }
  }

  /** The inputs that a column becomes, such as {@code one-hot of 3, marker of missing}. */
  private static String treatment(FeatureColumn column) {
    if (column instanceof EmbeddedColumn words) {
      return "%s words in %s numbers each"
          .formatted(count(words.levels().size()), count(words.width()));
    }
    boolean marks = column.missing() == Missing.INDICATOR;
    if (column instanceof SparseColumn sparse) {
      return "sparse vectors of %s, divided by %s, marker of missing"
          .formatted(count(sparse.size()), NumberFormats.decimals(sparse.divisor()));
    }
    int inputs = column.inputs() - (marks ? 1 : 0);
    String what =
        column instanceof NumberColumn numbers
            ? of(numbers.transform(), inputs == 1 ? "number" : count(inputs) + " numbers")
            : column instanceof DateColumn
                ? EncodingReport.kind(column)
                : "%s of %s".formatted(EncodingReport.kind(column), count(inputs));
    return marks ? what + ", marker of missing" : what;
  }

  private static String of(Transform transform, String what) {
    return transform == Transform.NONE ? what : transform.settingsName() + " of " + what;
  }

  /** How the scaled inputs of a column are scaled; the others are 0, 1 or a share. */
  private static String scaling(Encoding encoding, int from, int to) {
    List<Double> offsets = encoding.scale().offset().subList(from, to);
    List<Double> divisors = encoding.scale().divisor().subList(from, to);
    boolean isPlain =
        offsets.stream().allMatch(o -> o == 0) && divisors.stream().allMatch(d -> d == 1);
    InputCurves curves = encoding.curves().slice(from, to);
    String scaling =
        !curves.quantiles().isEmpty()
            ? "normal by %s quantiles".formatted(count(curves.quantilesOf(0).size()))
            : isPlain ? "none" : linear(offsets, divisors);
    return curves.smoothClip().isEmpty()
        ? scaling
        : "%s, clip %s".formatted(scaling, NumberFormats.decimals(curves.smoothClipOf(0)));
  }

  private static String linear(List<Double> offsets, List<Double> divisors) {
    return divisors.stream().allMatch(divisor -> divisor == Double.MAX_VALUE)
        ? "0" // of a constant that is scaled by its quartiles
        : "(x - %s) / %s".formatted(range(offsets), range(divisors));
  }

  private static void printLabels(TargetEncoding.Classes classes, PrintWriter out) {
    TextTable table = new TextTable().words("label").words("type").numbers("classes").words("");
    String labels =
        head(classes.labels()).stream().map(Quoted::of).collect(Collectors.joining(", "));
    table.add(
        List.of(
            classes.column(),
            classes.type(),
            count(classes.labels().size()),
            labels + (classes.labels().size() > MOST_PRINTED ? ", ..." : "")));
    table.print(out);
    ThresholdLine.of(classes).ifPresent(out::println);
  }

  private static void printTargets(TargetEncoding.Numbers numbers, PrintWriter out) {
    List<String> columns = numbers.outputNames();
    LinearScale scale = numbers.scale();
    PredictionRange range = numbers.range();
    TextTable table = new TextTable().words("target").numbers("offset").numbers("divisor");
    if (range != null) {
      table.words("clipped to");
    }
    for (int i = 0; i < Math.min(columns.size(), MOST_PRINTED); i++) {
      List<String> cells = new ArrayList<>();
      cells.add(of(numbers.transform(), columns.get(i)));
      cells.add(NumberFormats.decimals(scale.offset().get(i)));
      cells.add(NumberFormats.decimals(scale.divisor().get(i)));
      if (range != null) {
        cells.add(
            "%s to %s"
                .formatted(
                    NumberFormats.decimals(range.least().get(i)),
                    NumberFormats.decimals(range.most().get(i))));
      }
      table.add(cells);
    }
    table.print(out);
    printRest(columns.size(), out);
  }

  private void printOrigin(PrintWriter out) {
    Provenance provenance = model.provenance();
    Map<String, String> origin = new LinkedHashMap<>();
    Topology topology = model.topology();
    if (topology.layerCount() > 1) {
      origin.put("network.activation", topology.activations().get(0).settingsName());
    }
    origin.put("network.dropout", String.valueOf(topology.dropout()));
    origin.put("network.hidden", topology.widths().subList(1, topology.layerCount()).toString());
    origin.put("network.layer-norm", String.valueOf(topology.layerNorm()));
    if (topology.parametricActivation()) {
      origin.put("network.parametric-activation", "true");
    }
    origin.put("training.loss", topology.loss().settingsName());
    flatten("training", SettingsMap.settings(provenance.training()), origin);
    flatten("data", provenance.data(), origin);
    Map<String, Object> results = SettingsMap.results(provenance.training());
    results.remove(Provenance.RESIDUALS); // a hundred numbers
    flatten("result", results, origin);
    flatten("version", provenance.versions(), origin);
    origin.put("processor", provenance.processor());
    origin.put("blas", provenance.blas());
    fileSizes.forEach((name, bytes) -> origin.put(name, count(bytes) + " bytes"));
    TextTable table = new TextTable().words("").words("");
    origin.forEach((name, value) -> table.add(List.of(name, value)));
    table.print(out);
  }

  /** Flattens nested maps to the full names of settings; leaves empty maps out. */
  private static void flatten(String name, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> block) {
      block.forEach((key, inner) -> flatten(name + "." + key, inner, into));
    } else if (!(value instanceof List<?> list && list.isEmpty())) {
      into.put(name, String.valueOf(value));
    }
  }

  private static String range(List<Double> values) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    return least == most
        ? NumberFormats.decimals(least)
        : "[%s to %s]".formatted(NumberFormats.decimals(least), NumberFormats.decimals(most));
  }

  private static <T> List<T> head(List<T> all) {
    return all.subList(0, Math.min(all.size(), MOST_PRINTED));
  }

  private static void printRest(int size, PrintWriter out) {
    if (size > MOST_PRINTED) {
      out.println("... and %s more".formatted(count(size - MOST_PRINTED)));
    }
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
