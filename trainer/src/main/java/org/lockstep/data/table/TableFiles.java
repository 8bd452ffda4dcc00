package org.lockstep.data.table;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.lockstep.UserException;
import org.lockstep.settings.table.MixedParts;
import org.lockstep.spark.ClassicSql;
import scala.collection.immutable.Seq;

/**
 * The files of a table, by Spark's rules for globs, hidden folders and partition folders {@code
 * name=value}.
 *
 * @param read whose rows Spark reads, as URIs in their order
 * @param notes what the user may want to know of others, a line each
 */
record TableFiles(List<String> read, List<String> notes) {
  /**
   * Lists the files.
   *
   * @throws UserException if there are none, or some whose rows Spark would leave out
   */
  static TableFiles of(SparkSession spark, String path) {
    return SparkFaults.reading(path, () -> of(spark.read().format("binaryFile").load(path), path));
  }

  private static TableFiles of(Dataset<Row> table, String path) {
    HadoopFsRelation relation = relation(table);
    Set<String> unread = unread(relation);
    List<String> read =
        Arrays.stream(table.inputFiles()).filter(file -> !unread.contains(file)).sorted().toList();
    if (unread.isEmpty() && read.isEmpty()) {
      throw new UserException(
          "%s holds no Parquet files: the folder is empty".formatted(path),
          "path of the data",
          "name a Parquet file, a folder of them, or a glob");
    }
    if (unread.isEmpty()) {
      return new TableFiles(read, List.of());
    }
    String some = FileNames.decoded(unread.iterator().next());
    if (!relation.partitionSchema().isEmpty()) {
      throw new UserException(
          "%s lies beside the folders of %s=, and Spark would not read its rows"
              .formatted(some, relation.partitionSchema().fieldNames()[0]),
          path,
          "move it into such a folder, or out of the table");
    } else if (read.isEmpty()) {
      MixedParts.in(path, unread.stream().map(FileNames::decoded).toList())
          .ifPresent(
              mixed -> {
                throw mixed;
              });
      throw new UserException(
          "%s holds no Parquet files itself, but its folders do: %s".formatted(path, some),
          "path of the data",
          "name the folders by a glob, such as " + path.replaceFirst("/+$", "") + "/*");
    }
    return new TableFiles(
        read,
        List.of(
            "%,d %s in folders of the table %s not read, such as %s"
                .formatted(
                    unread.size(),
                    unread.size() == 1 ? "file" : "files",
                    unread.size() == 1 ? "is" : "are",
                    some)));
  }

  /** Files in folders of the table from which Spark does not read. */
  private static Set<String> unread(HadoopFsRelation relation) {
    if (!(relation.location() instanceof PartitioningAwareFileIndex index)) {
      return Set.of();
    }
    Set<String> unread =
        asJava(index.leafFiles()).values().stream()
            .filter(file -> file.getLen() > 0) // Spark does not list empty ones either
            .map(FileStatus::getPath)
            .filter(file -> !file.getName().startsWith("_") && !file.getName().startsWith("."))
            .map(file -> file.toUri().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    Seq<Expression> all = asScala(List.<Expression>of()).toSeq();
    asJava(index.listFiles(all, all))
        .forEach(
            folder ->
                asJava(folder.files())
                    .forEach(file -> unread.remove(file.getPath().toUri().toString())));
    return unread;
  }

  /** The file index of a dataset that only reads files. */
  static HadoopFsRelation relation(Dataset<Row> table) {
    return asJava(ClassicSql.execution(table).analyzed().collectLeaves()).stream()
        .filter(LogicalRelation.class::isInstance)
        .map(leaf -> ((LogicalRelation) leaf).relation())
        .filter(HadoopFsRelation.class::isInstance)
        .map(HadoopFsRelation.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
