package org.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The packages that each package may import. */
@AnalyzeClasses(packages = "org.lockstep", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "org.lockstep";
  private static final Set<String> INEXACT_FUNCTIONS =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot", "sin", "cos", "tan",
          "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh");
  private static final String[] CLUSTER = {"org.apache.spark..", "org.apache.hadoop..", "scala.."};

  /** What a layer may know of the cluster. */
  private enum Cluster {
    NONE,
    FILES,
    ALL
  }

  /**
   * A package with those below it.
   *
   * @param knows the layers that it may import, beside itself and the root
   */
  private record Layer(String name, Cluster cluster, List<String> knows) {
    static Layer of(String name, Cluster cluster, String... knows) {
      return new Layer(name, cluster, List.of(knows));
    }

    boolean holds(JavaClass type) {
      String inside = ROOT + (name.isEmpty() ? "" : "." + name);
      return type.getPackageName().equals(inside)
          || (!name.isEmpty() && type.getPackageName().startsWith(inside + "."));
    }

    boolean mayUse(JavaClass type) {
      String other = type.getPackageName();
      boolean ofSpark = other.startsWith("org.apache.spark") || other.startsWith("scala");
      return switch (cluster) {
        case NONE -> !ofSpark && !other.startsWith("org.apache.hadoop");
        case FILES -> !ofSpark;
        case ALL -> true;
      };
    }
  }

  /** Every package, from the bottom to the top. */
  private static final List<Layer> LAYERS =
      List.of(
          Layer.of("", Cluster.NONE),
          Layer.of("settings.value", Cluster.NONE),
          Layer.of("encoding", Cluster.NONE, "settings.value"),
          Layer.of("metric", Cluster.NONE, "settings.value", "encoding"),
          Layer.of("network", Cluster.NONE, "settings.value"),
          Layer.of("optimization", Cluster.NONE, "settings.value", "metric"),
          Layer.of(
              "settings",
              Cluster.NONE,
              "settings.value",
              "encoding",
              "metric",
              "network",
              "optimization"),
          Layer.of("model.file", Cluster.FILES),
          Layer.of("model", Cluster.FILES, "encoding", "metric", "network", "model.file"),
          Layer.of("model.lock", Cluster.FILES, "model", "model.file"),
          Layer.of("model.run", Cluster.FILES, "model", "model.file", "model.lock"),
          Layer.of("scoring", Cluster.NONE, "encoding", "network", "model"),
          Layer.of("export", Cluster.NONE, "encoding", "network", "model"),
          Layer.of("spark", Cluster.ALL),
          Layer.of(
              "data", Cluster.ALL, "settings", "settings.value", "encoding", "network", "spark"),
          Layer.of(
              "training",
              Cluster.ALL,
              "settings",
              "settings.value",
              "encoding",
              "metric",
              "network",
              "optimization",
              "model",
              "model.file",
              "model.lock",
              "model.run",
              "spark",
              "data"),
          Layer.of("explanation", Cluster.ALL, "encoding", "network", "model", "data", "scoring"),
          Layer.of(
              "listener",
              Cluster.ALL,
              "encoding",
              "metric",
              "network",
              "model",
              "model.file",
              "model.run",
              "spark",
              "training"),
          Layer.of(
              "ml",
              Cluster.ALL,
              "settings",
              "settings.value",
              "encoding",
              "metric",
              "network",
              "optimization",
              "model",
              "model.file",
              "model.run",
              "spark",
              "data",
              "scoring",
              "export",
              "explanation",
              "training"));

  /** The one whose name is the longest: settings.value is no part of settings. */
  private static Optional<Layer> layerOf(JavaClass type) {
    return LAYERS.stream()
        .filter(layer -> layer.holds(type))
        .max(Comparator.comparing(layer -> layer.name().length()));
  }

  private static boolean isIn(Layer layer, JavaClass type) {
    return layerOf(type).filter(layer::equals).isPresent();
  }

  private static boolean mayKnow(Layer layer, JavaClass type) {
    JavaClass other = type.getBaseComponentType();
    return other.getPackageName().startsWith(ROOT)
        ? layerOf(other)
            .filter(
                its ->
                    its.equals(layer) || its.name().isEmpty() || layer.knows().contains(its.name()))
            .isPresent()
        : layer.mayUse(other);
  }

  @ArchTest
  static void everyLayerKnowsThoseOfItsLineAlone(JavaClasses all) {
    for (Layer layer : LAYERS) {
      classes()
          .that(describe("are in layer '%s'".formatted(layer.name()), type -> isIn(layer, type)))
          .should()
          .onlyDependOnClassesThat(
              describe(
                  "are in %s, or outside with %s of the cluster"
                      .formatted(layer.knows(), layer.cluster()),
                  type -> mayKnow(layer, type)))
          .check(all);
    }
  }

  @ArchTest
  static void everyPackageIsInALayer(JavaClasses all) {
    assertThat(List.copyOf(all)).filteredOn(type -> layerOf(type).isEmpty()).isEmpty();
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("org.lockstep.(**)").should().beFreeOfCycles();

  /** The library takes settings by key; how a file writes them is the command line's business. */
  @ArchTest
  static final ArchRule noPackageDependsOnTheParserOfSettingsFiles =
      noClasses().should().dependOnClassesThat().resideInAPackage("com.typesafe..");

  @ArchTest
  static final ArchRule theReferenceTrainerRunsWithoutTheCluster =
      noClasses()
          .that()
          .haveSimpleName("ReferenceTrainer")
          .or()
          .haveSimpleName("LaneWorker")
          .or()
          .haveSimpleName("LaneTree")
          .or()
          .haveSimpleName("GradientSum")
          .or()
          .haveSimpleName("MetricSum")
          .or()
          .haveSimpleName("TrainingLoop")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLUSTER);

  /** What Spark may change without notice is used in one place each. */
  @ArchTest
  static final ArchRule internalsOfSparkThatDifferByVersionAreBehindOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.spark..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.apache.spark.rpc..",
                      "org.apache.spark.network..",
                      "org.apache.spark.sql.classic..")
                  .or(
                      describe(
                          "RpcUtils, UIUtils or TimeType",
                          type ->
                              Set.of("RpcUtils", "UIUtils", "TimeType")
                                  .contains(type.getSimpleName()))));

  @ArchTest
  static final ArchRule onlyTheNetworkTouchesNd4j =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.network..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.nd4j..").and(resideOutsideOfPackage("org.nd4j.shade..")));

  /** The part of ND4J that an export needs: the messages of ONNX and their protobuf. */
  @ArchTest
  static final ArchRule onlyTheExportsWriteOnnx =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.export..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade..");

  /** Spark's own serializer may read a message of ours; no class of ours opens such a stream. */
  @ArchTest
  static final ArchRule nothingIsDeserialisedByJava =
      noClasses()
          .should()
          .callConstructor(ObjectInputStream.class)
          .orShould()
          .callConstructor(ObjectInputStream.class, InputStream.class)
          .orShould()
          .beAssignableTo(ObjectInputStream.class)
          .orShould()
          .callMethod(ObjectInputStream.class, "readObject")
          .orShould()
          .callMethod(ObjectInputStream.class, "readUnshared");

  @ArchTest
  static final ArchRule filesKnowNothingOfJavasSerialisation =
      noClasses()
          .that()
          .resideInAnyPackage("org.lockstep.model..", "org.lockstep.data..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class);

  /**
   * Their last bits differ between processors and between versions of Java; {@link StrictMath} has
   * the same functions with the same bits. Axes of charts and printed numbers may use them.
   */
  @ArchTest
  static final ArchRule bitsDependOnNoFunctionOfTheProcessor =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.listener..")
          .and()
          .doNotHaveSimpleName("NumberFormats")
          .should()
          .accessTargetWhere(
              describe(
                  "is a function of Math that StrictMath has with bits of its own",
                  access ->
                      access.getTargetOwner().isEquivalentTo(Math.class)
                          && INEXACT_FUNCTIONS.contains(access.getTarget().getName())));
}
