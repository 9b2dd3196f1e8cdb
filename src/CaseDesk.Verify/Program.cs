return CaseDesk.Verify.VerifyTool.Run(args, Console.Out, Console.Error);
