namespace CaseDesk.Verify;

/// <summary>Further PDFs of a disclosure with very many rows: the signed report lists their hashes, and has no other hold on them.</summary>
internal static class VolumeFindings
{
    /// <param name="given">Name as the person wrote it, and content.</param>
    public static void Check(DisclosureFiles files, IReadOnlyList<(string Path, byte[] Content)> given, FindingList findings, List<string> notes)
    {
        Dictionary<string, string> listed = [];
        if (files.Volumes is { } bytes)
        {
            if (StrictJson.Object(bytes)?.List("volumes") is not { } volumes || volumes.Any(volume => volume.Text("name") is null || volume.Text("sha256") is null))
            {
                findings.Add("volumes.malformed", DisclosureFiles.VolumesName, "The list of volumes is not of the form that it should have.");
                return;
            }

            foreach (var volume in volumes)
                listed[volume.Text("sha256")!] = volume.Text("name")!;
        }

        foreach (var (path, content) in given)
        {
            if (!listed.Remove(ManifestFindings.Hex(content)))
                findings.Add("volume.other", path, $"This is no volume of the report: its SHA-256 is {ManifestFindings.Hex(content)}, which the report does not list.");
        }

        foreach (var name in listed.Values)
            notes.Add($"The report prints some rows in {name}, which was not given: --volume FILE compares it. All rows are in the attached data.");
    }
}
