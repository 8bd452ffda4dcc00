package org.lockstep.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLWriter;
import org.lockstep.UserException;
import org.lockstep.export.OnnxExport;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.OutputGuard;

/**
 * Writes a model as Spark ML's are written, its metadata last, so that a model that can be loaded
 * is complete. The folder {@code model} has the files that the command line writes; it can be
 * exported from there, and {@link org.lockstep.scoring.Scorer} reads it.
 */
public final class ModelWriter extends MLWriter {
  static final String FOLDER = "model";
  static final String LOCAL_METADATA = "metadata.json";

  private final LockstepModel<?> model;

  ModelWriter(LockstepModel<?> model) {
    this.model = model;
  }

  /**
   * Writes the whole model to a file in the format ONNX, as {@code lockstep export} does; {@code
   * overwrite()} before it replaces a file that is there.
   *
   * @param path of the file, on any file system that Spark supports
   * @throws UserException if there is a file already, or a folder
   */
  public void onnx(String path) throws IOException {
    Configuration hadoop = sparkSession().sparkContext().hadoopConfiguration();
    Path named = new Path(path);
    FileSystem files = named.getFileSystem(hadoop);
    Path file = files.makeQualified(named);
    if (files.exists(file)) {
      if (files.getFileStatus(file).isDirectory()) {
        throw new UserException("%s is a folder".formatted(path), "onnx", "name a file");
      }
      if (!shouldOverwrite()) {
        throw new UserException(
            "%s exists already".formatted(path),
            "onnx",
            "choose another file, or call write().overwrite().onnx(...) to replace it");
      }
    }
    OutputGuard.requireNoRunFile(hadoop, file.toString());
    new FolderFiles(hadoop, file.toString())
        .write(Map.of(file, out -> OnnxExport.write(model.trained(), out)));
  }

  /**
   * Writes the model to this machine, where a server of Spark Connect puts models that it has no
   * memory for; {@link ModelReader#loadFromLocal} reads it.
   *
   * @param path a folder of the local file system
   */
  @Override
  public void saveToLocal(String path) throws IOException {
    java.nio.file.Path folder = java.nio.file.Path.of(path);
    write(folder.resolve(FOLDER).toUri().toString());
    Files.writeString(
        folder.resolve(LOCAL_METADATA),
        DefaultParamsWriter$.MODULE$.getMetadataToSave(model, sparkSession()));
  }

  private void write(String folder) {
    ModelFolder.write(
        sparkSession().sparkContext().hadoopConfiguration(),
        folder,
        model.trained(),
        model.state().validation());
  }

  @Override
  public void saveImpl(String path) {
    write(new Path(path, FOLDER).toString());
    DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession());
  }
}
