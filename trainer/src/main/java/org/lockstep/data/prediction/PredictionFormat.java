package org.lockstep.data.prediction;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** The format of predictions: the columns that are added to a table, and how they are written. */
public interface PredictionFormat extends Serializable {
  /** The columns. */
  StructType schema();

  /** Outputs of the network that it takes for each target. */
  default int outputsPerTarget() {
    return 1;
  }

  /** Creates a writer; called once in each task, by the thread that uses it. */
  Writer writer();

  /** Converts the outputs of the network to the columns, one row after the other. */
  interface Writer {
    /**
     * Writes the prediction for one example.
     *
     * @param z the weighted inputs of the output layer, example after example
     * @param a their activations, which are the network's outputs
     * @param from the example's first output
     * @return the columns in Spark's internal form; valid until the next call
     */
    InternalRow write(float[] z, float[] a, int from);
  }
}
