package org.lockstep.ml;

import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLWriter;
import org.lockstep.model.ModelFolder;

/**
 * Writes a model as Spark ML's are written, its metadata last, so that a model that can be loaded
 * is complete. The folder {@code model} has the files that the command line writes; it can be
 * exported from there, and {@link org.lockstep.scoring.Scorer} reads it.
 */
final class ModelWriter extends MLWriter {
  static final String FOLDER = "model";

  private final LockstepModel<?> model;

  ModelWriter(LockstepModel<?> model) {
    this.model = model;
  }

  @Override
  public void saveImpl(String path) {
    ModelFolder.write(
        sparkSession().sparkContext().hadoopConfiguration(),
        new Path(path, FOLDER).toString(),
        model.trained(),
        model.state().validation());
    DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession());
  }
}
