# Bots that answer, one of which starts a fixed program.
import subprocess

import discord
import requests
import telebot

bot = telebot.TeleBot("x")


@bot.message_handler(commands=["version"])
def version(message):
    bot.reply_to(message, subprocess.check_output(["git", "describe"]))


@bot.message_handler(commands=["log"])
def log(message):
    output = subprocess.check_output(["git", "log", "--grep", message.text])
    bot.send_message(message.chat.id, output)


client = discord.Client()


@client.event
async def on_message(message):
    await message.channel.send("hello " + message.author.name)


for update in requests.get("https://api.telegram.org/bot0:x/getUpdates").json()["result"]:
    print(update["message"]["text"])
