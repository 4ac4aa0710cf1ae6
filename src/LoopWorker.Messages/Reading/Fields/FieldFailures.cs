using LoopWorker.Messages.Failures;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>The wording of failures: the field, the shape of what was found, what is expected.</summary>
internal static class FieldFailures
{
    public static Failure Missing(string path, string expected) =>
        new(FailureCodes.MissingField, $"{path} is missing: expected {expected}.");

    public static Failure Invalid(string path, string found, string expected) =>
        new(FailureCodes.InvalidField, $"{path} is {found}: expected {expected}.");

    public static Failure Repeated(string path) =>
        new(
            FailureCodes.InvalidField,
            $"{path} is there more than once: expected it once, as readers differ in which they take."
        );
}
