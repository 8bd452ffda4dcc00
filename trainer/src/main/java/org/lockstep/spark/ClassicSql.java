package org.lockstep.spark;

import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The parts of sessions and DataFrames that only a session inside this JVM has, for which Spark has
 * no public methods. Those of Spark Connect are not such.
 */
public final class ClassicSql {
  private ClassicSql() {}

  /** The plans and the rows of a DataFrame, in Spark's internal form. */
  public static QueryExecution execution(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
  }

  /** The SQL settings of a session. */
  public static SQLConf conf(SparkSession session) {
    return classic(session).sessionState().conf();
  }

  /** Copies a session; later changes of its settings have no effect on the copy. */
  public static SparkSession copyOf(SparkSession session) {
    return classic(session).cloneSession();
  }

  /** Whether a session finds a data source, by its short name or that of its class. */
  public static boolean hasSource(SparkSession session, String format) {
    try {
      DataSource.lookupDataSource(format, conf(session));
      return true;
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      if (e instanceof AnalysisException || e instanceof ClassNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  /** Creates a DataFrame of rows in Spark's internal form. */
  public static Dataset<Row> dataFrame(
      SparkSession session, RDD<InternalRow> rows, StructType schema) {
    return classic(session).internalCreateDataFrame(rows, schema, false);
  }

  /**
   * Creates a DataFrame of rows that the driver holds.
   *
   * @param like a DataFrame with the columns of the rows
   */
  public static Dataset<Row> local(Dataset<Row> like, List<InternalRow> rows) {
    scala.collection.immutable.Seq<Attribute> columns = execution(like).analyzed().output();
    return org.apache.spark.sql.classic.Dataset.ofRows(
        classic(like.sparkSession()),
        new LocalRelation(
            columns, CollectionConverters.asScala(rows).toSeq(), false, Option.empty()));
  }

  private static org.apache.spark.sql.classic.SparkSession classic(SparkSession session) {
    return (org.apache.spark.sql.classic.SparkSession) session;
  }
}
