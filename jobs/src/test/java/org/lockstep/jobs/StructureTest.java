package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of size that hold for the sources of both modules. */
class StructureTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int MOST_LINES = 350;
  private static final int MOST_LINES_OF_THE_MEDIAN = 80;
  private static final int MOST_FILES = 25;
  private static final int MOST_PARAMETERS = 6;

  /** Declarations that may have more parameters, with the reason. */
  private static final Map<String, String> MORE_PARAMETERS =
      Map.of(
          "Topology", "the shape of a network, as the properties of manifest.json",
          "Blas.multiply", "the operands, shapes and strides of GEMM, as BLAS has them",
          "Inference.addFour", "an inner loop; a record would be allocated for each call",
          "TrainingSettings", "one record for each theme, each of another type",
          "Manifest", "the properties of manifest.json, each of another type or named in the file",
          "Names", "the words of one interface for seven things, side by side with the other's",
          "Flat", "the properties of a file that older versions wrote",
          "Penguin", "the columns of a published file, read by name");

  private static final Map<Path, String> SOURCES = new TreeMap<>();

  @BeforeAll
  static void readSources() throws IOException {
    for (String module : List.of("trainer", "jobs")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          SOURCES.put(file, Files.readString(file));
        }
      }
    }
  }

  private static boolean isMain(Path file) {
    return file.toString().contains("/src/main/");
  }

  private static long lines(Path file) {
    return SOURCES.getOrDefault(file, "").lines().count();
  }

  @Test
  void noFileHasMoreThan350Lines() {
    assertThat(SOURCES.keySet()).filteredOn(file -> lines(file) > MOST_LINES).isEmpty();
  }

  @Test
  void theMedianMainFileHasAtMost80Lines() {
    List<Long> lengths =
        SOURCES.keySet().stream()
            .filter(StructureTest::isMain)
            .map(StructureTest::lines)
            .sorted()
            .toList();

    assertThat(lengths.get(lengths.size() / 2)).isLessThanOrEqualTo(MOST_LINES_OF_THE_MEDIAN);
  }

  @Test
  void noPackageHasMoreThan25Files() {
    Map<Path, Integer> files = new TreeMap<>();
    SOURCES.keySet().stream()
        .filter(StructureTest::isMain)
        .forEach(file -> files.merge(ROOT.relativize(file.getParent()), 1, Integer::sum));

    assertThat(files.entrySet()).filteredOn(entry -> entry.getValue() > MOST_FILES).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "test"})
  void noConstructorRecordOrMethodHasMoreThanSixParameters(String sources) throws IOException {
    List<String> tooMany = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> paths =
          SOURCES.keySet().stream().filter(f -> isMain(f) == sources.equals("main")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(paths));
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new Parameters(tooMany), "");
      }
    }

    assertThat(tooMany).isEmpty();
  }

  /** Collects declarations with too many parameters; the scanner's argument is the type around. */
  private static final class Parameters extends TreeScanner<Void, String> {
    private final List<String> tooMany;

    Parameters(List<String> tooMany) {
      this.tooMany = tooMany;
    }

    @Override
    public Void visitClass(ClassTree type, String around) {
      String name = type.getSimpleName().toString();
      if (type.getKind() == Tree.Kind.RECORD) {
        check(name, type.getMembers().stream().filter(Parameters::isComponent).count());
      }
      return super.visitClass(type, name);
    }

    /** A record has no fields of its own but its components and constants. */
    private static boolean isComponent(Tree member) {
      return member instanceof VariableTree field
          && !field.getModifiers().getFlags().contains(Modifier.STATIC);
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      boolean isInherited =
          method.getModifiers().getAnnotations().stream()
              .map(AnnotationTree::getAnnotationType)
              .anyMatch(annotation -> annotation.toString().equals("Override"));
      if (!isInherited) {
        String name = method.getName().toString();
        check(name.equals("<init>") ? type : type + "." + name, method.getParameters().size());
      }
      return super.visitMethod(method, type);
    }

    private void check(String name, long count) {
      if (count > MOST_PARAMETERS && !MORE_PARAMETERS.containsKey(name)) {
        tooMany.add("%s has %d".formatted(name, count));
      }
    }
  }
}
