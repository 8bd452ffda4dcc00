package org.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Who may import whom. */
@AnalyzeClasses(packages = "org.lockstep", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] CLUSTER = {"org.apache.spark..", "org.apache.hadoop..", "scala.."};

  private static ArchRule knowsNothingOf(String layer, String... others) {
    return noClasses()
        .that()
        .resideInAPackage("org.lockstep.%s..".formatted(layer))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  @ArchTest
  static final ArchRule theMathsKnowsNothingOfTheCluster = knowsNothingOf("network", CLUSTER);

  @ArchTest
  static final ArchRule theOptimizersKnowNothingOfTheCluster =
      knowsNothingOf("optimization", CLUSTER);

  @ArchTest
  static final ArchRule theMathsKnowsNoOtherPackage =
      knowsNothingOf(
          "network",
          "org.lockstep.optimization..",
          "org.lockstep.data..",
          "org.lockstep.model..",
          "org.lockstep.training..");

  @ArchTest
  static final ArchRule theOptimizersKnowNoOtherPackage =
      knowsNothingOf(
          "optimization",
          "org.lockstep.network..",
          "org.lockstep.data..",
          "org.lockstep.model..",
          "org.lockstep.training..");

  @ArchTest
  static final ArchRule theEncodingKnowsNothingOfTheCluster = knowsNothingOf("encoding", CLUSTER);

  @ArchTest
  static final ArchRule theEncodingKnowsNoOtherPackage =
      knowsNothingOf(
          "encoding",
          "org.lockstep.network..",
          "org.lockstep.optimization..",
          "org.lockstep.data..",
          "org.lockstep.model..",
          "org.lockstep.training..");

  @ArchTest
  static final ArchRule theScorerKnowsNothingOfTheCluster = knowsNothingOf("scoring", CLUSTER);

  @ArchTest
  static final ArchRule theScorerKnowsNothingOfTraining =
      knowsNothingOf(
          "scoring",
          "org.lockstep.optimization..",
          "org.lockstep.data..",
          "org.lockstep.training..",
          "org.lockstep.listener..");

  @ArchTest
  static final ArchRule theDataKnowNothingOfTrainingAndModels =
      knowsNothingOf("data", "org.lockstep.training..", "org.lockstep.model..");

  @ArchTest
  static final ArchRule modelsKnowNothingOfTraining =
      knowsNothingOf("model", "org.lockstep.training..", "org.lockstep.optimization..");

  @ArchTest
  static final ArchRule trainingKnowsNothingOfThoseThatListen =
      knowsNothingOf("training", "org.lockstep.listener..");

  /** Stages of Spark ML are one way to use Lockstep; nothing of it is made for them. */
  @ArchTest
  static final ArchRule nobodyKnowsTheStagesOfSparkMl =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.ml..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.lockstep.ml..");

  @ArchTest
  static final ArchRule theStagesOfSparkMlKnowNothingOfThoseThatListen =
      knowsNothingOf("ml", "org.lockstep.listener..", "org.lockstep.export..");

  @ArchTest
  static final ArchRule modelsKnowNothingOfSpark =
      knowsNothingOf("model", "org.apache.spark..", "scala..");

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

  @ArchTest
  static final ArchRule onlyTheNetworkTouchesNd4j =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.network..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.nd4j..").and(resideOutsideOfPackage("org.nd4j.shade..")));

  /** What an export needs of ND4J: the messages of ONNX, and the protobuf under them. */
  @ArchTest
  static final ArchRule onlyTheExportsWriteOnnx =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.lockstep.export..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("onnx..", "org.nd4j.shade..");

  @ArchTest static final ArchRule exportsKnowNothingOfSpark = knowsNothingOf("export", CLUSTER);

  @ArchTest
  static final ArchRule exportsKnowTheModelAlone =
      knowsNothingOf(
          "export",
          "org.lockstep.optimization..",
          "org.lockstep.data..",
          "org.lockstep.training..",
          "org.lockstep.listener..");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("org.lockstep.(*)..").should().beFreeOfCycles();

  /** Spark's own serializer may read a message of ours; nobody opens such a stream himself. */
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
}
