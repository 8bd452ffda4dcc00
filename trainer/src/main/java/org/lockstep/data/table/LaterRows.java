package org.lockstep.data.table;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.Dependency;
import org.apache.spark.OneToOneDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Rows that are asked for when a job needs them. To ask a plan for its rows runs the stages before
 * its last shuffle, which whoever only describes a table does not want.
 */
public final class LaterRows extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<InternalRow> TAG = ClassTag$.MODULE$.apply(InternalRow.class);

  private final transient Supplier<RDD<InternalRow>> rows;

  public LaterRows(SparkContext spark, Supplier<RDD<InternalRow>> rows) {
    super(spark, seq(List.of()), TAG);
    this.rows = rows;
  }

  private static Seq<Dependency<?>> seq(List<Dependency<?>> dependencies) {
    return CollectionConverters.asScala(dependencies).toList();
  }

  @Override
  public Seq<Dependency<?>> getDependencies() {
    return seq(List.of(new OneToOneDependency<>(rows.get())));
  }

  @Override
  public Partition[] getPartitions() {
    return firstParent(TAG).partitions();
  }

  @Override
  public scala.collection.Iterator<InternalRow> compute(Partition partition, TaskContext task) {
    return firstParent(TAG).iterator(partition, task);
  }
}
