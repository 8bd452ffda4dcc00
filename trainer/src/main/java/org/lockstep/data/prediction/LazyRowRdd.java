package org.lockstep.data.prediction;

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
 * Rows of a query, planned when the first job needs them. {@code QueryExecution.toRdd()} runs all
 * stages but the last one at once, which must not happen when a table with predictions is only
 * described.
 */
public final class LazyRowRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<InternalRow> TAG = ClassTag$.MODULE$.apply(InternalRow.class);

  private final transient Supplier<RDD<InternalRow>> rows;

  public LazyRowRdd(SparkContext spark, Supplier<RDD<InternalRow>> rows) {
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
