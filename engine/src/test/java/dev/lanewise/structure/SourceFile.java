package dev.lanewise.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One source file of the engine, looked at as text: which packages of ours it names, in imports or
 * in full in the code, and which words only some packages may use. Comments and literals do not
 * count.
 */
record SourceFile(String name, String code) {

  private static final Set<String> FORMULAS = Set.of("activation", "loss", "optim");
  private static final Set<String> FOR_KERNELS =
      and(FORMULAS, "random", "math", "memory", "parallel");
  private static final Set<String> FOR_TRAIN =
      and(
          FORMULAS,
          "math",
          "memory",
          "parallel",
          "random",
          "io",
          "kernels",
          "data",
          "model",
          "check");

  /** What each package may name besides itself; docs/architecture is the drawing. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("memory", Set.of()),
          Map.entry("parallel", Set.of()),
          Map.entry("random", Set.of()),
          Map.entry("io", Set.of("memory")),
          Map.entry("math", Set.of()),
          Map.entry("activation", Set.of("math", "random")),
          Map.entry("loss", Set.of("math")),
          Map.entry("optim", Set.of("math")),
          Map.entry("kernels", FOR_KERNELS),
          Map.entry("kernels.vector", and(FOR_KERNELS, "kernels")),
          Map.entry("data", Set.of("io", "memory", "random")),
          Map.entry("model", and(FORMULAS, "kernels", "memory", "random")),
          Map.entry("check", and(FORMULAS, "kernels", "memory", "model")),
          Map.entry("train", FOR_TRAIN),
          Map.entry("search", and(FOR_TRAIN, "train")));

  /** Words by regular expression, and the files or packages that may use them. */
  private static final Map<String, List<String>> RESERVED =
      Map.of(
          "jdk\\.incubator", List.of("kernels/vector/"),
          "Arena", List.of("memory/Workspace.java"),
          "ObjectInputStream", List.of(),
          "ThreadLocal", List.of("kernels/"),
          "Thread|ForkJoin\\w+|\\w*Executors?|ExecutorService|CompletableFuture|Timer",
              List.of("parallel/"),
          "parallelStream|parallel\\(\\)|StructuredTaskScope|\\w*Latch|\\w*Barrier",
              List.of("parallel/"));

  private static final Pattern NOT_CODE =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\\n])*\"|'(\\\\.|[^'\\\\])+'",
          Pattern.DOTALL);

  private static final Pattern OURS =
      Pattern.compile("\\bdev\\s*\\.\\s*lanewise((?:\\s*\\.\\s*[a-z]\\w*)*)");

  private static Set<String> and(Set<String> some, String... others) {
    return Stream.concat(some.stream(), Stream.of(others)).collect(Collectors.toSet());
  }

  /**
   * A file.
   *
   * @param name its path below {@code dev/lanewise}, such as {@code kernels/vector/Lanes.java}
   * @param text all of it
   */
  static SourceFile of(String name, String text) {
    return new SourceFile(name, NOT_CODE.matcher(text).replaceAll(" "));
  }

  /** What breaks a rule, a line each; empty if nothing does. */
  List<String> violations() {
    List<String> violations = new ArrayList<>();
    String own = packageName();
    if (!ALLOWED.containsKey(own)) {
      violations.add(name + ": no rule for package " + own);
      return violations;
    }
    for (String other : named()) {
      if (!other.equals(own) && !ALLOWED.get(own).contains(other)) {
        violations.add(name + ": " + own + " may not name dev.lanewise." + other);
      }
    }
    RESERVED.forEach((word, places) -> {
      boolean used = Pattern.compile("\\b(?:" + word + ")(?!\\w)").matcher(code).find();
      if (used && places.stream().noneMatch(name::startsWith)) {
        violations.add(name + ": " + word + " belongs in " + places);
      }
    });
    return violations;
  }

  private String packageName() {
    int end = name.lastIndexOf('/');
    return end < 0 ? "" : name.substring(0, end).replace('/', '.');
  }

  /** The packages of ours in this file, without the common prefix. */
  private Set<String> named() {
    Set<String> packages = new TreeSet<>();
    for (MatchResult match : OURS.matcher(code).results().toList()) {
      packages.add(match.group(1).replaceAll("\\s", "").replaceFirst("^\\.", ""));
    }
    return packages;
  }
}
