package org.lockstep.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.FieldVisitor;
import org.apache.xbean.asm9.Handle;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;

/**
 * The classes, methods and fields of Spark and the libraries around it that Lockstep's byte code
 * names, looked up in the jars of another version.
 */
final class SparkReferences {
  private static final int API = Opcodes.ASM9;
  private static final String OURS = "org/lockstep/";
  private static final List<String> THEIRS = List.of("org/apache/", "scala/", "jakarta/");

  private final ClassLoader jars;
  private final Map<String, Optional<Members>> known = new HashMap<>();
  private final Set<String> missing = new TreeSet<>();
  private int count;

  private record Members(List<String> parents, Set<String> own) {}

  private SparkReferences(ClassLoader jars) {
    this.jars = jars;
  }

  /**
   * Looks up every reference.
   *
   * @param jar of Lockstep
   * @param jars those of a version of Spark
   */
  static SparkReferences of(Path jar, ClassLoader jars) throws IOException {
    SparkReferences references = new SparkReferences(jars);
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        if (entry.getName().startsWith(OURS)
            && !entry.getName().startsWith(OURS + "shaded/")
            && entry.getName().endsWith(".class")) {
          try (InputStream in = file.getInputStream(entry)) {
            references.look(new ClassReader(in.readAllBytes()));
          }
        }
      }
    }
    return references;
  }

  /** References that were looked up. */
  int count() {
    return count;
  }

  /** Those that are not there, each with the class that has it. */
  Set<String> missing() {
    return missing;
  }

  private void look(ClassReader type) {
    type.accept(
        new ClassVisitor(API) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] thrown) {
            return new Calls(type.getClassName());
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private void require(String user, String owner, String member) {
    if (THEIRS.stream().noneMatch(owner::startsWith)) {
      return;
    }
    count++;
    if (members(owner).isEmpty()) {
      missing.add("%s: class %s".formatted(user, owner));
    } else if (!member.isEmpty() && !has(owner, member)) {
      missing.add("%s: %s.%s".formatted(user, owner, member));
    }
  }

  private boolean has(String type, String member) {
    return members(type)
        .filter(
            members ->
                members.own().contains(member)
                    || members.parents().stream().anyMatch(parent -> has(parent, member)))
        .isPresent();
  }

  private Optional<Members> members(String type) {
    Optional<Members> found = known.get(type);
    if (found == null) {
      found = read(type);
      known.put(type, found);
    }
    return found;
  }

  private Optional<Members> read(String type) {
    try (InputStream in = jars.getResourceAsStream(type + ".class")) {
      if (in == null) {
        return Optional.empty();
      }
      ClassReader reader = new ClassReader(in.readAllBytes());
      Set<String> own = new HashSet<>();
      reader.accept(
          new ClassVisitor(API) {
            @Override
            public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
              own.add(name + descriptor);
              return null;
            }

            @Override
            public FieldVisitor visitField(
                int access, String name, String descriptor, String signature, Object value) {
              own.add(name + descriptor);
              return null;
            }
          },
          ClassReader.SKIP_CODE);
      Set<String> parents = new HashSet<>(List.of(reader.getInterfaces()));
      if (reader.getSuperName() != null) {
        parents.add(reader.getSuperName());
      }
      return Optional.of(new Members(List.copyOf(parents), own));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private final class Calls extends MethodVisitor {
    private final String user;

    Calls(String user) {
      super(API);
      this.user = user;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      require(user, owner, name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      require(user, owner, name + descriptor);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      require(user, type, "");
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle method) {
          require(user, method.getOwner(), method.getName() + method.getDesc());
        }
      }
    }
  }
}
