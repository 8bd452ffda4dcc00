package org.lockstep.data.table;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.SerializerInstance;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Converts results of tasks to bytes by Java's serialisation: {@code spark.serializer} may be set
 * to one that accepts registered classes only, and every serializer accepts bytes.
 *
 * <p>Uses Spark's closure serializer, by which tasks are sent; works in a driver or an executor.
 */
public final class JavaBytes {
  private JavaBytes() {}

  /** Serialises an object. */
  public static byte[] of(Object object) {
    ByteBuffer bytes = serializer().serialize(object, ClassTag$.MODULE$.apply(Object.class));
    int from = bytes.arrayOffset() + bytes.position();
    return Arrays.copyOfRange(bytes.array(), from, from + bytes.remaining());
  }

  /** Deserialises the bytes of {@link #of}. */
  public static <T> T read(byte[] bytes, Class<T> type) {
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    return type.cast(serializer().deserialize(ByteBuffer.wrap(bytes), tag));
  }

  private static SerializerInstance serializer() {
    return SparkEnv.get().closureSerializer().newInstance();
  }
}
