package org.lockstep.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The allowed dependencies between the packages of the command line. */
@AnalyzeClasses(packages = "org.lockstep.jobs", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noPackageDependsOnTheCommands =
      noClasses()
          .that()
          .resideInAPackage("org.lockstep.jobs.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.lockstep.jobs");

  @ArchTest
  static final ArchRule importsPointOneWay =
      slices().matching("org.lockstep.jobs.(**)").should().beFreeOfCycles();

  /** Only the package settings converts files and flags to settings of the library. */
  @ArchTest
  static final ArchRule theReadersOfSettingsKnowNothingElseOfTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage("org.lockstep.jobs.settings..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.lockstep.jobs..")
                  .and(resideOutsideOfPackage("org.lockstep.jobs.settings..")));
}
