package org.lockstep.ml.data;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.columnar.CachedRDDBuilder;
import org.apache.spark.sql.execution.columnar.InMemoryRelation;
import org.apache.spark.sql.functions;
import org.lockstep.spark.ClassicSql;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows that are the same whenever they are read: those of a cached DataFrame, or columns selected
 * from one.
 *
 * <p>The plan alone does not show that: a memory sink, a table of a catalog or a folder of files
 * keeps its plan while its rows grow. The entry of Spark's cache does: Spark makes another one when
 * the DataFrame is cached anew, or when it finds that a source has changed. Rows that are computed
 * from a cached DataFrame are not among them: a function may return something else the next time.
 */
final class CachedRows {
  private final Dataset<Row> rows;
  private final CachedRDDBuilder cache;

  private CachedRows(Dataset<Row> rows, CachedRDDBuilder cache) {
    this.rows = rows;
    this.cache = cache;
  }

  /** Finds the rows in Spark's cache; empty if they are not there. */
  static Optional<CachedRows> of(Dataset<Row> rows) {
    // A DataFrame that was computed before it was cached does not know of the cache; a new one does
    Dataset<Row> asNew = rows.select(functions.col("*"));
    return relation(ClassicSql.execution(asNew).withCachedData())
        .map(relation -> new CachedRows(rows, relation.cacheBuilder()));
  }

  private static Optional<InMemoryRelation> relation(LogicalPlan plan) {
    if (plan instanceof InMemoryRelation relation) {
      return Optional.of(relation);
    } else if (plan instanceof SubqueryAlias named) {
      return relation(named.child());
    } else if (plan instanceof View view) {
      return relation(view.child());
    } else if (plan instanceof Project selection
        && CollectionConverters.asJava(selection.projectList()).stream()
            .allMatch(CachedRows::isColumn)) {
      return relation(selection.child());
    }
    return Optional.empty();
  }

  private static boolean isColumn(NamedExpression selected) {
    return selected instanceof AttributeReference
        || (selected instanceof Alias renamed && renamed.child() instanceof AttributeReference);
  }

  /** Whether they are the same columns, by the same names, of the same cached rows. */
  @SuppressWarnings("ReferenceEquality") // an equal entry is another one, of other rows perhaps
  boolean areThoseOf(CachedRows other) {
    return cache == other.cache
        && rows.sparkSession() == other.rows.sparkSession()
        && rows.schema().equals(other.rows.schema())
        && rows.sameSemantics(other.rows);
  }
}
