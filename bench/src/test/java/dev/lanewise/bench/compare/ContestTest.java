package dev.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.compare.Library.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContestTest {

  private record Named(String name) implements Library {
    @Override
    public boolean available() {
      return true;
    }

    @Override
    public List<Variant> variants() {
      return List.of();
    }

    @Override
    public boolean measures(ProductShape shape, int threads) {
      return true;
    }

    @Override
    public Map<String, String> environment(int threads) {
      return Map.of();
    }

    @Override
    public boolean warmsUp() {
      return false;
    }

    @Override
    public Multiplier load(int threads) {
      throw new UnsupportedOperationException();
    }
  }

  private static Entrant entrant(String library, String variant) {
    return new Entrant(new Named(library), new Variant(variant, Map.of()), 2);
  }

  private static List<String> best(double secondOfA) {
    Map<Entrant, Double> trials = new LinkedHashMap<>();
    trials.put(entrant("a", "slow"), 50.0);
    trials.put(entrant("b", "only"), 70.0);
    trials.put(entrant("a", "fast"), 100.0);
    trials.put(entrant("a", "close"), secondOfA);
    return Contest.best(trials).stream().map(Entrant::name).toList();
  }

  @Test
  void theBestOfEachLibraryIsMeasuredAndWhatIsClose() {
    assertEquals(List.of("a fast, 2 threads", "b only, 2 threads"), best(94));
    assertEquals(List.of("a fast, 2 threads", "b only, 2 threads", "a close, 2 threads"), best(96));
  }
}
