package dev.lanewise.bench.peers;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.compare.Library;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** BLIS as Debian packs it ({@code libblis4-pthread}), where that is installed. */
public final class Blis implements Library {

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/blis-pthread/libblis.so.4"),
          Path.of("/usr/lib/x86_64-linux-gnu/libblis.so.4"),
          Path.of("/usr/lib64/libblis.so.4"));

  @Override
  public String name() {
    return "blis";
  }

  @Override
  public boolean available() {
    return file().isPresent();
  }

  private static Optional<Path> file() {
    return PLACES.stream().filter(Files::isReadable).findFirst();
  }

  /**
   * Its own choice, which on a processor that it does not know is generic C, and the kernels of
   * others, by their numbers in BLIS 0.9.
   */
  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant("auto", Map.of()),
        new Variant("skx", Map.of("BLIS_ARCH_TYPE", "0")),
        new Variant("haswell", Map.of("BLIS_ARCH_TYPE", "3")),
        new Variant("zen3", Map.of("BLIS_ARCH_TYPE", "6")));
  }

  @Override
  public boolean measures(ProductShape shape, int threads) {
    return shape.group() != Group.TRAINING;
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of("BLIS_NUM_THREADS", String.valueOf(threads));
  }

  @Override
  public boolean warmsUp() {
    return false;
  }

  @Override
  public Multiplier load(int threads) {
    return new CBlas(file().orElseThrow());
  }
}
