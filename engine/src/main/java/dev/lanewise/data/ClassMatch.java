package dev.lanewise.data;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Workspace;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which class of a model each class of a data set is.
 *
 * <p>Classes are matched by name: a class of the data set is the class of that name of the model,
 * in whatever order both list them; the model may have more classes. Names that are only 0, 1, … in
 * this order say nothing, so they are matched with other names by position. Names are equal if
 * their Unicode normalization form C is, without blanks around it. Immutable.
 */
public final class ClassMatch {

  private static final int MOST_LISTED = 10;
  private static final int LONGEST_NAME = 40;

  private final List<String> names;
  private final int[] ids; // (classes of the data,) class ids of the model
  private final boolean byPosition;

  private ClassMatch(List<String> names, int[] ids, boolean byPosition) {
    this.names = names;
    this.ids = ids;
    this.byPosition = byPosition;
  }

  /**
   * Matches the classes of a data set with those of a model.
   *
   * @param model the name of each class of the model, class 0 first; no name twice
   * @throws IllegalArgumentException with both lists if a class of the data is none of the model's
   */
  public static ClassMatch of(List<String> model, DataSet data) {
    Map<String, Integer> known = new HashMap<>();
    for (int id = 0; id < model.size(); id++) {
      known.put(key(model.get(id)), id);
    }
    List<String> found = data.classNames();
    List<String> missing = new ArrayList<>();
    int[] ids = new int[found.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = known.getOrDefault(key(found.get(i)), -1);
      if (ids[i] < 0) {
        missing.add(found.get(i));
      }
    }
    if (missing.isEmpty()) {
      return new ClassMatch(List.copyOf(model), ids, false);
    }
    boolean nothingInCommon = missing.size() == found.size();
    if (nothingInCommon && matchByPosition(model, found)) {
      for (int i = 0; i < ids.length; i++) {
        ids[i] = i;
      }
      return new ClassMatch(List.copyOf(model), ids, true);
    }
    throw new IllegalArgumentException(
        "data %s has classes that the model does not have: %s; the data has %s; expected those of"
                .formatted(data.name(), listed(missing), listed(found))
            + " the model: "
            + listed(model));
  }

  /**
   * Demands names that can be told apart and kept one a line.
   *
   * @param names the name of each class, class 0 first
   * @throws IllegalArgumentException if a name has a line break or two classes have the same name
   */
  public static void requireDistinct(List<String> names) {
    Map<String, Integer> seen = new HashMap<>();
    for (int id = 0; id < names.size(); id++) {
      String name = names.get(id);
      if (name.contains("\n")) {
        throw new IllegalArgumentException("the name of class " + id + " has a line break");
      }
      int first = seen.getOrDefault(key(name), id);
      if (first < id) {
        throw new IllegalArgumentException(
            "classes %d and %d have the same name \"%s\"".formatted(first, id, plain(name)));
      }
      seen.put(key(name), id);
    }
  }

  /** What the names of one class have in common. */
  static String key(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
  }

  /** Labels count up to the largest that occurs, so a numbered list may be too short; names not. */
  private static boolean matchByPosition(List<String> model, List<String> found) {
    return isNumbered(found)
        ? found.size() <= model.size()
        : isNumbered(model) && found.size() == model.size();
  }

  private static boolean isNumbered(List<String> names) {
    return names.equals(DataSet.numbered(names.size()));
  }

  /** The first names, in one line of readable length. */
  private static String listed(List<String> names) {
    if (names.size() > 2 && isNumbered(names)) {
      return "0 to " + (names.size() - 1);
    }
    List<String> first = new ArrayList<>();
    for (String name : names.subList(0, Math.min(MOST_LISTED, names.size()))) {
      first.add(plain(name));
    }
    String more = names.size() > MOST_LISTED ? ", … (" + names.size() + " in all)" : "";
    return String.join(", ", first) + more;
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    int end =
        plain.offsetByCodePoints(
            0, Math.min(LONGEST_NAME, plain.codePointCount(0, plain.length())));
    return end < plain.length() ? plain.substring(0, end) + "…" : plain;
  }

  /**
   * Whether the names were not compared, since those of one side are only 0, 1, … and those of the
   * other are not. Nothing then tells that model and data belong together.
   */
  public boolean byPosition() {
    return byPosition;
  }

  /**
   * The data set with the classes of the model: its samples are the same, its labels and class
   * names are the model's.
   *
   * @param data the data set that was matched
   * @param workspace what labels are copied to if they change
   */
  public DataSet apply(DataSet data, Workspace workspace) {
    return new DataSet(
        data.name(),
        apply(data.train(), workspace),
        apply(data.validation(), workspace),
        apply(data.test(), workspace),
        names,
        data.shape());
  }

  private Split apply(Split split, Workspace workspace) {
    if (keepsLabels()) {
      return split;
    }
    Labels labels = workspace.labels(split.size());
    for (int i = 0; i < split.size(); i++) {
      labels.set(i, ids[split.labels().get(i)]);
    }
    return new Split(split.samples(), labels);
  }

  private boolean keepsLabels() {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != i) {
        return false;
      }
    }
    return true;
  }
}
