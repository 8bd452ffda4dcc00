package org.lockstep.spark;

import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;

/** The type of a time of day, which Spark has since 4.1 and reads only if a setting says so. */
public final class TimeTypes {
  private static final String ENABLED = "spark.sql.timeType.enabled";

  private TimeTypes() {}

  /** Whether a session refuses columns of a type for the times of day in it. */
  public static boolean refuses(SQLConf conf, DataType type) {
    return type.existsRecursively(TimeTypes::isTime)
        && !Boolean.parseBoolean(conf.getConfString(ENABLED, "false"));
  }

  private static boolean isTime(DataType type) {
    return type.typeName().startsWith("time(");
  }
}
