package dev.lanewise.kernels;

import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntSupplier;

/**
 * Loads the package {@code kernels.vector} once for each vector width, so that the width is a
 * constant of the compiled code while several widths can live in one JVM.
 *
 * <p>The Vector API is fast only where C2 sees the species as a constant, that is in a static final
 * field. One source and one loader per width give each width its own such field and its own
 * compiled methods; see docs/decisions/0002.
 */
final class VectorLoader extends ClassLoader implements IntSupplier {

  private static final String PACKAGE = "dev.lanewise.kernels.vector.";

  /** Packages that the module keeps to itself, which the loaded classes use. */
  private static final List<String> INTERNAL = List.of("dev.lanewise.math");

  private static final ConcurrentMap<Integer, VectorLoader> LOADERS = new ConcurrentHashMap<>();

  private final int vectorBits;

  private VectorLoader(int vectorBits) {
    super(VectorLoader.class.getClassLoader());
    this.vectorBits = vectorBits;
    for (String name : INTERNAL) {
      VectorLoader.class.getModule().addExports(name, getUnnamedModule());
    }
  }

  /** The width, in bits, of the vectors in the classes of this loader. */
  @Override
  public int getAsInt() {
    return vectorBits;
  }

  /** The vector backend of the given width; its classes are loaded the first time only. */
  static Kernels load(int vectorBits, Parallel parallel) {
    try {
      return (Kernels)
          LOADERS
              .computeIfAbsent(vectorBits, VectorLoader::new)
              .loadClass(PACKAGE + "VectorKernels")
              .getConstructor(Parallel.class)
              .newInstance(parallel);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the engine's vector kernels do not load", e);
    }
  }

  /** The widest usable vectors, 0 if there are none of 128 bits or more. */
  static int widestBits() {
    try {
      return (int)
          new VectorLoader(0).loadClass(PACKAGE + "WidestVectors").getMethod("bits").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the Vector API does not tell its width", e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.substring(PACKAGE.length()) + ".class";
    try (InputStream in = VectorLoader.class.getResourceAsStream("vector/" + file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
