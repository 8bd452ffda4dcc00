package org.lockstep.jobs.model;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.GraphNames;
import org.lockstep.export.JsonExport;
import org.lockstep.export.NpyExport;
import org.lockstep.export.OnnxExport;
import org.lockstep.jobs.session.SparkOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.Safetensors;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.OutputGuard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Exports a model to a file format of other tools. */
@Command(
    name = "export",
    description = {
      "Exports a model as ONNX, JSON, safetensors or NumPy arrays.",
      "onnx has the whole model, from the columns of a row to the prediction; json has the "
          + "same as text. safetensors and npy (an archive for numpy.load) have only the weights."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep export runs/digits --output runs/digits.onnx --overwrite",
      "  lockstep export runs/digits --format npy --output runs/digits.npz --overwrite",
      "  lockstep export runs/digits --output runs/digits.onnx --overwrite \\",
      "      --set spark.hadoop.fs.permissions.umask-mode=027"
    })
public final class ExportCommand implements Callable<Integer> {
  /** The file formats, as the option names them. */
  private enum Format {
    ONNX,
    SAFETENSORS,
    NPY,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "MODEL", description = "The folder of a trained model.")
  private String path = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "onnx",
      description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private Format format = Format.ONNX;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, on any file system that Spark supports.")
  private @Nullable String output;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "onnx: the name of the output with the most probable class; default: label.")
  private @Nullable String label;

  @Option(
      names = {"--probabilities-column", "--probability-column"},
      paramLabel = "NAME",
      description =
          "onnx: the name of the output with the class probabilities; default: probabilities.")
  private @Nullable String probabilities;

  @Option(
      names = "--prediction-column",
      paramLabel = "NAME",
      description =
          "onnx: the name of the output with the predictions of a regression; default: prediction.")
  private @Nullable String prediction;

  @Option(
      names = "--valid-column",
      paramLabel = "NAME",
      description =
          "onnx: the name of the output that is false if a row cannot be encoded; default: valid.")
  private @Nullable String valid;

  @Option(
      names = "--missing-suffix",
      paramLabel = "TEXT",
      description =
          "onnx: the name of a second input, which says where a column has no value, is that of "
              + "the column and this suffix. Default: _missing.")
  private @Nullable String missingSuffix;

  @Option(
      names = "--inputs",
      paramLabel = "FORM",
      description =
          "onnx: plain (the default): one input a column, integers as int64, NaN or an empty word "
              + "where a value is missing. marked: as in files of Lockstep before, numbers as "
              + "float or double, and a second input for each word or date that may be missing.")
  private GraphNames.@Nullable Inputs inputs;

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private SparkOptions sparkOptions;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExportCommand() {}

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkSessions.hadoop(sparkOptions.read("export").spark());
    Path named = new Path(String.valueOf(output));
    FileSystem files = named.getFileSystem(hadoop);
    Path file = files.makeQualified(named);
    requireFree(files, file);
    OutputGuard.requireNoRunFile(hadoop, file.toString());
    Model model = ModelFolder.read(hadoop, path);
    requireNamesOf(model);
    new FolderFiles(hadoop, file.toString()).write(Map.of(file, out -> write(model, out)));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "exported  %s, %s, %,d bytes%n",
            output,
            format,
            files.getFileStatus(file).getLen());
    if (format == Format.ONNX) {
      SignatureReport.print(OnnxExport.signature(model, names()), spec.commandLine().getOut());
    }
    return 0;
  }

  private void requireFree(FileSystem files, Path file) throws IOException {
    if (!files.exists(file)) {
      return;
    }
    if (files.getFileStatus(file).isDirectory()) {
      throw new UserException("%s is a folder".formatted(file), "--output", "name a file");
    }
    if (!overwrite) {
      throw new UserException(
          "%s exists already".formatted(file),
          "--output",
          "choose another file, or give --overwrite to replace it");
    }
  }

  private void write(Model model, OutputStream out) throws IOException {
    switch (format) {
      case ONNX -> OnnxExport.write(model, names(), out);
      case SAFETENSORS -> out.write(Safetensors.write(model.topology(), model.parameters()));
      case NPY -> NpyExport.write(model, out);
      case JSON -> JsonExport.write(model, out);
    }
  }

  private GraphNames names() {
    GraphNames names = GraphNames.DEFAULT;
    return new GraphNames(
        Objects.requireNonNullElse(label, names.label()),
        Objects.requireNonNullElse(probabilities, names.probabilities()),
        Objects.requireNonNullElse(prediction, names.prediction()),
        Objects.requireNonNullElse(valid, names.valid()),
        Objects.requireNonNullElse(missingSuffix, names.missingSuffix()),
        Objects.requireNonNullElse(inputs, names.inputs()));
  }

  /** Rejects a name for an output that the export does not have. */
  private void requireNamesOf(Model model) {
    Map<String, @Nullable String> given = new LinkedHashMap<>();
    given.put("--label-column", label);
    given.put("--probabilities-column", probabilities);
    given.put("--prediction-column", prediction);
    given.put("--valid-column", valid);
    given.put("--missing-suffix", missingSuffix);
    given.put("--inputs", inputs == null ? null : inputs.toString());
    given.values().removeIf(Objects::isNull);
    if (format != Format.ONNX && !given.isEmpty()) {
      throw new UserException(
          "only onnx has named outputs, and the format is " + format,
          String.join(", ", given.keySet()),
          "remove the option, or give --format onnx");
    }
    Set<String> there = new TreeSet<>(names().outputs(model.encoding().target()).keySet());
    there.addAll(Set.of("--missing-suffix", "--inputs"));
    given.keySet().removeAll(there);
    if (!given.isEmpty()) {
      throw new UserException(
          "a %s has no such output".formatted(model.encoding().target().task().settingsName()),
          String.join(", ", given.keySet()),
          "remove the option; possible are " + String.join(", ", there));
    }
  }
}
