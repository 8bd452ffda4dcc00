package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.data.table.SparkFaults;
import scala.reflect.ClassTag$;

/**
 * What is found in the rows of a task, which can be added to what others find.
 *
 * @param <T> type of it
 */
public interface RowAggregate<T> extends Serializable {
  /** The levels of tasks that add up what the tasks have found. */
  int REDUCE_DEPTH = 2;

  /** Reads rows. */
  T read(Iterator<InternalRow> rows);

  /** Adds; may add into the first. */
  T add(T one, T other);

  /** The type, for the bytes that tasks send. */
  Class<T> type();

  /** Reads all rows of a table: the driver does if it is small, tasks if not. */
  default T of(TableColumns columns) {
    if (columns.table().isSmall()) {
      return read(columns.collectedRows().iterator());
    }
    byte[] nothing = JavaBytes.of(read(Collections.emptyIterator()));
    byte[] all =
        SparkFaults.reading(
            columns.table().path(),
            () ->
                JavaRDD.fromRDD(
                        columns.rows(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
                    .mapPartitions(rows -> List.of(JavaBytes.of(read(rows))).iterator())
                    .treeAggregate(nothing, this::sum, this::sum, REDUCE_DEPTH));
    return JavaBytes.read(all, type());
  }

  private byte[] sum(byte[] one, byte[] other) {
    return JavaBytes.of(add(JavaBytes.read(one, type()), JavaBytes.read(other, type())));
  }
}
