package org.lockstep.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.MLReader;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.Task;
import org.lockstep.ml.param.ParamsReader;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import scala.Option;

/** Reads a model that {@link ModelWriter} has written. */
final class ModelReader<M extends org.apache.spark.ml.Model<M> & LockstepModel<M>>
    extends MLReader<M> {
  private final Class<M> type;
  private final Task task;
  private final Factory<M> factory;

  /** Creates a model from what was read. */
  interface Factory<M> {
    M model(String uid, Model trained, @Nullable Metrics validation);
  }

  ModelReader(Class<M> type, Task task, Factory<M> factory) {
    this.type = type;
    this.task = task;
    this.factory = factory;
  }

  /**
   * Reads a model.
   *
   * @throws UserException if its files are damaged, it is a model of another task, or another stage
   *     was saved there
   */
  @Override
  public M load(String path) {
    return load(
        ParamsReader.metadata(sparkSession(), path, type),
        new Path(path, ModelWriter.FOLDER).toString());
  }

  /**
   * Reads what {@link ModelWriter#saveToLocal} has written.
   *
   * @throws UserException as {@link #load}
   */
  @Override
  public M loadFromLocal(String path) {
    java.nio.file.Path folder = java.nio.file.Path.of(path);
    try {
      String metadata = Files.readString(folder.resolve(ModelWriter.LOCAL_METADATA));
      return load(
          ParamsReader.checked(
              DefaultParamsReader$.MODULE$.parseMetadata(metadata, ""), path, type),
          folder.resolve(ModelWriter.FOLDER).toUri().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private M load(Metadata metadata, String folder) {
    Configuration hadoop = sparkSession().sparkContext().hadoopConfiguration();
    Model trained = ModelFolder.read(hadoop, folder);
    Task found = trained.encoding().target().task();
    if (found != task) {
      throw new UserException(
          "the model is of a %s, not of a %s".formatted(found.settingsName(), task.settingsName()),
          folder,
          "copy the saved model again, with all that is in its folder");
    }
    M model = factory.model(metadata.uid(), trained, ModelFolder.readValidation(hadoop, folder));
    metadata.getAndSetParams(model, Option.empty());
    return model;
  }
}
