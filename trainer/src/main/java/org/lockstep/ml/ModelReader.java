package org.lockstep.ml;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.MLReader;
import org.jspecify.annotations.Nullable;
import org.lockstep.model.Metrics;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import scala.Option;

/** Reads what {@link ModelWriter} has written. */
final class ModelReader<M extends LockstepModel<M>> extends MLReader<M> {
  private final Class<M> type;
  private final Factory<M> factory;

  /** Makes a model of what was read. */
  interface Factory<M> {
    M model(String uid, Model trained, @Nullable Metrics validation);
  }

  ModelReader(Class<M> type, Factory<M> factory) {
    this.type = type;
    this.factory = factory;
  }

  @Override
  public M load(String path) {
    var metadata = DefaultParamsReader$.MODULE$.loadMetadata(path, sparkSession(), type.getName());
    Configuration hadoop = sparkSession().sparkContext().hadoopConfiguration();
    String folder = new Path(path, ModelWriter.FOLDER).toString();
    M model =
        factory.model(
            metadata.uid(),
            ModelFolder.read(hadoop, folder),
            ModelFolder.readValidation(hadoop, folder));
    metadata.getAndSetParams(model, Option.empty());
    return model;
  }
}
