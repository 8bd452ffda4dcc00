package org.lockstep.ml.param;

import java.util.function.Function;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.SparkSession;
import org.lockstep.UserException;
import scala.Option;

/** Reads an estimator or an evaluator that was saved: its parameters. */
public final class ParamsReader<E extends Params> extends MLReader<E> {
  private final Class<E> type;
  private final Function<String, E> factory;

  /**
   * Creates the reader.
   *
   * @param factory makes one with a uid
   */
  public ParamsReader(Class<E> type, Function<String, E> factory) {
    this.type = type;
    this.factory = factory;
  }

  /**
   * Reads its parameters.
   *
   * @throws UserException if another stage was saved there
   */
  @Override
  public E load(String path) {
    Metadata metadata = metadata(sparkSession(), path, type);
    E read = factory.apply(metadata.uid());
    metadata.getAndSetParams(read, Option.empty());
    return read;
  }

  /**
   * Reads what a stage has saved beside its data.
   *
   * @throws UserException if another class of stages has saved it; names that
   */
  public static Metadata metadata(SparkSession spark, String path, Class<?> type) {
    return checked(DefaultParamsReader$.MODULE$.loadMetadata(path, spark, ""), path, type);
  }

  /**
   * What a stage has saved beside its data.
   *
   * @throws UserException if another class of stages has saved it; names that
   */
  public static Metadata checked(Metadata metadata, String path, Class<?> type) {
    if (!metadata.className().equals(type.getName())) {
      String saved = metadata.className().substring(metadata.className().lastIndexOf('.') + 1);
      throw new UserException(
          "a %s was saved there, not a %s".formatted(saved, type.getSimpleName()),
          path,
          "load it by %s.load".formatted(saved));
    }
    return metadata;
  }
}
