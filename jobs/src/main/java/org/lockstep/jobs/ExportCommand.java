package org.lockstep.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.export.JsonExport;
import org.lockstep.export.NpyExport;
import org.lockstep.export.OnnxExport;
import org.lockstep.model.FolderFiles;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.RunFolder;
import org.lockstep.model.Safetensors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model in a form that others read. */
@Command(
    name = "export",
    description = {
      "Writes a model in a form that others read: onnx, the whole of it, from a row's columns to",
      "the answer; json, the same as text; safetensors and npy (an archive for numpy.load), the",
      "weights alone."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep export runs/digits --output runs/digits.onnx --overwrite",
      "  lockstep export runs/digits --format npy --output runs/digits.npz --overwrite",
      "  lockstep export runs/digits --output runs/digits.onnx --overwrite"
          + " --set spark.hadoop.fs.permissions.umask-mode=027"
    })
final class ExportCommand implements Callable<Integer> {
  /** What can be written. */
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
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if nothing is said.")
  private Format format = Format.ONNX;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; on any file system that Spark reads.")
  private @Nullable String output;

  @Option(names = "--overwrite", description = "Replace the file if it is there.")
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
    RunFolder.requireNotOwn(hadoop, file.toString());
    Model model = ModelFolder.read(hadoop, path);
    new FolderFiles(hadoop, file.toString()).write(Map.of(file, out -> write(model, out)));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "exported  %s, %s, %,d bytes%n",
            output,
            format,
            files.getFileStatus(file).getLen());
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
      case ONNX -> OnnxExport.write(model, out);
      case SAFETENSORS -> out.write(Safetensors.write(model.topology(), model.parameters()));
      case NPY -> NpyExport.write(model, out);
      case JSON -> JsonExport.write(model, out);
    }
  }
}
