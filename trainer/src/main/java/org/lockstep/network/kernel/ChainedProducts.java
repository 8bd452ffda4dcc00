package org.lockstep.network.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;

/** Chooses the implementation of the chained product. The bits are the same with any. */
public final class ChainedProducts {
  private static final String MODULE = "jdk.incubator.vector";

  /** The option that a JVM must be started with to have the Vector API. */
  public static final String JVM_OPTION = "--add-modules=" + MODULE;

  private static final String VECTOR_PRODUCTS = "org.lockstep.network.kernel.vector.VectorProducts";

  private ChainedProducts() {}

  /** Whether this JVM was started with the module of the Vector API. */
  public static boolean hasVectorApi() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /**
   * Whether this JVM computes {@link Math#fma(float, float, float)} by an instruction of the
   * processor. Without one it takes decimal arithmetic, which is a thousand times as slow.
   */
  public static boolean hasFusedMultiplyAdd() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return jvm == null || Boolean.parseBoolean(jvm.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException e) { // not a HotSpot JVM: it may or may not have one
      return true;
    }
  }

  /** Creates the fastest one that this JVM can run. */
  public static ChainedProduct fastest() {
    return hasVectorApi() ? vectorProduct() : new ScalarProduct();
  }

  /** Has the JIT compile the product that {@link #fastest} creates, unless it has done so. */
  public static void compile() {
    if (hasVectorApi() && hasFusedMultiplyAdd()) {
      fastest().compile();
    }
  }

  /** By name, because the class cannot be loaded without the module. */
  private static ChainedProduct vectorProduct() {
    try {
      return (ChainedProduct)
          Class.forName(VECTOR_PRODUCTS)
              .asSubclass(Supplier.class)
              .getDeclaredConstructor()
              .newInstance()
              .get();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the Vector API cannot be used", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class of Lockstep's is missing: " + VECTOR_PRODUCTS, e);
    }
  }
}
