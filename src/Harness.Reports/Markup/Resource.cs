namespace Harness.Reports.Markup;

/// <summary>A file that is part of this assembly.</summary>
internal static class Resource
{
    /// <summary>Its text.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in {typeof(Resource).Assembly.GetName().Name}: the build left it out.");
        return Read(stream);
    }

    /// <summary>With line feeds only, whatever the checkout made of them: that is how a browser reads a page, and a script's hash is of what the browser reads.</summary>
    internal static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
