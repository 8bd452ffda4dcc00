package org.lockstep.data.answer;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** The columns in which a network's answers stand beside a row's own. */
public interface AnswerFormat extends Serializable {
  /** The columns. */
  StructType schema();

  /** Writes answers into them; called once a task, on the executor, by the thread that uses it. */
  Writer writer();

  /** Writes answers one after the other. */
  interface Writer {
    /**
     * Writes the answer for one example.
     *
     * @param z the weighted inputs of the output layer, example after example
     * @param a their activations, which are the network's outputs
     * @param from the example's first output
     * @return the columns, as Spark holds them; valid until the next call
     */
    InternalRow write(float[] z, float[] a, int from);
  }
}
